//! Values by the keys of names: some thousand, made once and asked often, in two pieces of memory instead of two for each.

/// Values by key. A key may have several.
#[derive(Debug)]
pub(super) struct Keys<V> {
    /// The keys, one behind the other.
    letters: Box<str>,
    /// By key, and those of one key in the order in which they were given.
    entries: Box<[Entry<V>]>,
}

#[derive(Debug)]
struct Entry<V> {
    /// Where the key begins among the letters.
    start: u32,
    /// How many bytes it has.
    len: u32,
    value: V,
}

impl<V> Keys<V> {
    /// Of pairs of key and value.
    pub(super) fn new(mut pairs: Vec<(String, V)>) -> Self {
        pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut letters = String::new();
        let mut last = 0..0;
        let entries = pairs.into_iter().map(|(key, value)| {
            if letters[last.clone()] != key {
                last = letters.len()..letters.len() + key.len();
                letters.push_str(&key);
            }
            Entry {
                start: last.start as u32,
                len: last.len() as u32,
                value,
            }
        });
        let entries = entries.collect();
        Keys {
            letters: letters.into_boxed_str(),
            entries,
        }
    }

    /// The values of a key.
    pub(super) fn get(&self, key: &str) -> impl Iterator<Item = &V> + use<'_, V> {
        let own = |entry: &Entry<V>| {
            let start = entry.start as usize;
            &self.letters[start..start + entry.len as usize]
        };
        let first = self.entries.partition_point(|entry| own(entry) < key);
        let count = self.entries[first..].partition_point(|entry| own(entry) == key);
        self.entries[first..first + count]
            .iter()
            .map(|entry| &entry.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_own_values_in_order() {
        let pairs = [("team", 1), ("", 2), ("pay", 3), ("team", 0), ("teams", 4)];
        let keys = Keys::new(pairs.map(|(key, value)| (key.to_owned(), value)).into());
        for (key, wanted) in [
            ("team", vec![1, 0]),
            ("teams", vec![4]),
            ("", vec![2]),
            ("tea", vec![]),
            ("zoo", vec![]),
        ] {
            let found: Vec<i32> = keys.get(key).copied().collect();
            assert_eq!(found, wanted, "{key}");
        }
    }

    #[test]
    fn none_is_found_among_none() {
        assert_eq!(Keys::<()>::new(Vec::new()).get("team").count(), 0);
    }
}
