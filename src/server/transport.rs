//! Messages on a byte stream, as the base protocol of LSP 3.17 frames them. A client's mistake costs
//! that message and no other, and never memory that was merely promised.

use std::io::{BufRead, Read as _, Write};
use std::thread::JoinHandle;

use crossbeam_channel::{Sender, unbounded};
use lsp_server::{ErrorCode, Message, RequestId};
use serde::Serialize;
use serde_json::{Value, json};

/// The longest message that is read: twice the longest text that is opened, for its escapes.
const MAX_MESSAGE: u64 = 2 * crate::text::Text::MAX_LEN as u64;
/// The longest header line. The two headers of the protocol are shorter than 64 bytes.
const MAX_HEADER: u64 = 8 * 1024;

/// What was read.
#[derive(Debug)]
pub(super) enum Incoming {
    /// A message.
    Message(Message),
    /// Something else, and the error to answer with.
    Malformed { code: i32, message: String },
    /// The end of the stream.
    Closed,
}

/// What is to be written.
#[derive(Debug)]
pub(super) enum Outgoing {
    /// A message.
    Message(Message),
    /// A message as it is written.
    Written(String),
    /// The answer to something that was no message: an error without the id of a request.
    Malformed { code: i32, message: String },
}

fn malformed(code: ErrorCode, message: impl Into<String>) -> Incoming {
    Incoming::Malformed {
        code: code as i32,
        message: message.into(),
    }
}

/// Reads messages.
#[derive(Debug)]
pub(super) struct Reader<R> {
    input: R,
    /// The rest of a message that is too long, to be read past before the next one.
    skip: u64,
}

impl<R: BufRead> Reader<R> {
    pub(super) fn new(input: R) -> Self {
        Reader { input, skip: 0 }
    }

    /// Reads the next message.
    pub(super) fn read(&mut self) -> Incoming {
        if self.skip > 0 {
            // Piece by piece; it may as well never come.
            let rest = &mut self.input.by_ref().take(self.skip);
            match std::io::copy(rest, &mut std::io::sink()) {
                Ok(read) if read == self.skip => self.skip = 0,
                _ => return Incoming::Closed,
            }
        }
        let mut length: Option<Result<u64, String>> = None;
        let mut any = false;
        loop {
            let mut line = Vec::new();
            match self
                .input
                .by_ref()
                .take(MAX_HEADER)
                .read_until(b'\n', &mut line)
            {
                Ok(0) | Err(_) => return Incoming::Closed,
                Ok(_) => {}
            }
            let text = String::from_utf8_lossy(&line);
            let text = text.trim();
            if text.is_empty() {
                // Blank lines between messages are harmless.
                if any {
                    break;
                }
                continue;
            }
            any = true;
            if let Some(value) = content_length(text) {
                length = Some(value.parse().map_err(|_| value.to_owned()));
            }
        }
        let length = match length {
            Some(Ok(length)) => length,
            Some(Err(value)) => {
                return malformed(
                    ErrorCode::ParseError,
                    format!("`{value}` is no Content-Length: send the body's bytes as a number"),
                );
            }
            None => {
                return malformed(
                    ErrorCode::ParseError,
                    "a message has no Content-Length header: send one before each body",
                );
            }
        };
        if length > MAX_MESSAGE {
            self.skip = length;
            return malformed(
                ErrorCode::InvalidRequest,
                format!(
                    "a message of {length} bytes is more than the {MAX_MESSAGE} that prep-ls reads"
                ),
            );
        }
        // As it comes, not as it is promised.
        let mut body = Vec::new();
        match self.input.by_ref().take(length).read_to_end(&mut body) {
            Ok(read) if read as u64 == length => parse(&body),
            _ => Incoming::Closed,
        }
    }
}

/// The value of a `Content-Length` header. What stands before it on its line is the rest of a body
/// that came without a header, or with a wrong one.
fn content_length(line: &str) -> Option<&str> {
    const NAME: &str = "content-length";
    let at = line.to_ascii_lowercase().rfind(NAME)?;
    let value = line[at + NAME.len()..].trim_start().strip_prefix(':')?;
    Some(value.trim())
}

fn parse(body: &[u8]) -> Incoming {
    match serde_json::from_slice::<Message>(body) {
        Ok(message) => Incoming::Message(message),
        Err(_) => match serde_json::from_slice::<Value>(body) {
            Ok(Value::Array(_)) => malformed(
                ErrorCode::InvalidRequest,
                "LSP has no batches: send the messages one by one",
            ),
            Ok(_) => malformed(
                ErrorCode::InvalidRequest,
                "this is JSON, but no request, response or notification",
            ),
            Err(error) => malformed(
                ErrorCode::ParseError,
                format!("the message is not JSON: {error}"),
            ),
        },
    }
}

/// A notification as it is written. Serialising it at once saves the tree of JSON values that
/// [`Message`] keeps, which costs more than all else where there is much to say.
pub(super) fn notification(method: &str, params: impl Serialize) -> serde_json::Result<Outgoing> {
    #[derive(Serialize)]
    struct Notification<'a, P> {
        jsonrpc: &'static str,
        method: &'a str,
        params: P,
    }
    let jsonrpc = "2.0";
    serde_json::to_string(&Notification {
        jsonrpc,
        method,
        params,
    })
    .map(Outgoing::Written)
}

/// A notification up to its parameters, which are to be written behind it with a `}` after them.
pub(super) fn begin_notification(method: &str) -> String {
    let method = json!(method);
    format!("{{\"jsonrpc\":\"2.0\",\"method\":{method},\"params\":")
}

/// A request's answer that is JSON already.
pub(super) fn written_answer(id: &RequestId, result: &str) -> Outgoing {
    let body = format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":{},\"result\":{result}}}",
        json!(id)
    );
    Outgoing::Written(body)
}

/// A request's answer as it is written.
pub(super) fn answer(id: &RequestId, result: impl Serialize) -> serde_json::Result<Outgoing> {
    #[derive(Serialize)]
    struct Answer<'a, R> {
        jsonrpc: &'static str,
        id: &'a RequestId,
        result: R,
    }
    let jsonrpc = "2.0";
    serde_json::to_string(&Answer {
        jsonrpc,
        id,
        result,
    })
    .map(Outgoing::Written)
}

/// A thread that writes messages. It ends when the sender is dropped, all of them written, or when
/// the stream is closed.
pub(super) fn writer(output: impl Write + Send + 'static) -> (Sender<Outgoing>, JoinHandle<()>) {
    let (sender, inbox) = unbounded::<Outgoing>();
    let thread = std::thread::spawn(move || {
        // A flush ends each message; in between, its header and its body are one write.
        let mut output = std::io::BufWriter::with_capacity(1 << 16, output);
        for outgoing in inbox {
            let written = match outgoing {
                Outgoing::Message(message) => message.write(&mut output),
                Outgoing::Written(body) => {
                    write!(output, "Content-Length: {}\r\n\r\n{body}", body.len())
                        .and_then(|()| output.flush())
                }
                Outgoing::Malformed { code, message } => {
                    let body = json!({"jsonrpc": "2.0", "id": null, "error": {"code": code, "message": message}}).to_string();
                    write!(output, "Content-Length: {}\r\n\r\n{body}", body.len())
                        .and_then(|()| output.flush())
                }
            };
            if written.is_err() {
                return;
            }
        }
    });
    (sender, thread)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(input: &[u8]) -> Vec<String> {
        let mut reader = Reader::new(input);
        let mut found = Vec::new();
        loop {
            match reader.read() {
                Incoming::Message(Message::Request(request)) => found.push(request.method),
                Incoming::Message(Message::Notification(notification)) => {
                    found.push(notification.method)
                }
                Incoming::Message(Message::Response(response)) => {
                    found.push(response.id.to_string())
                }
                Incoming::Malformed { code, .. } => found.push(code.to_string()),
                Incoming::Closed => return found,
            }
        }
    }

    fn frame(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn a_mistake_costs_one_message() {
        let good = frame(r#"{"jsonrpc":"2.0","method":"a"}"#);
        let cases: &[(String, &str)] = &[
            (frame("{nonsense"), "-32700"),
            (frame(""), "-32700"),
            (frame("[]"), "-32600"),
            (frame("{}"), "-32600"),
            (frame("\"text\""), "-32600"),
            ("Content-Type: x\r\n\r\n".into(), "-32700"),
            ("Content-Length: many\r\n\r\n".into(), "-32700"),
            ("Content-Length: -1\r\n\r\n".into(), "-32700"),
            ("garbage\r\n\r\n".into(), "-32700"),
            ("{\"jsonrpc\":\"2.0\"}\r\n\r\n".into(), "-32700"),
        ];
        for (bad, code) in cases {
            let input = format!("{good}{bad}{good}");
            assert_eq!(all(input.as_bytes()), ["a", code, "a"], "{bad:?}");
        }
    }

    #[test]
    fn headers_are_read_leniently() {
        let body = r#"{"jsonrpc":"2.0","id":1,"method":"b"}"#;
        let input = format!(
            "\r\n\ncontent-length:{}\r\nContent-Type: application/vscode-jsonrpc; charset=utf8\r\n\r\n{body}",
            body.len()
        );
        assert_eq!(all(input.as_bytes()), ["b"]);
    }

    #[test]
    fn a_body_that_never_comes_is_the_end() {
        assert_eq!(all(b"Content-Length: 1073741824\r\n\r\n{}"), ["-32600"]);
        assert!(all(b"Content-Length: 10\r\n\r\n{}").is_empty());
        assert!(all(b"Content-Le").is_empty());
    }
}
