// Test Anything Protocol, in as many lines as it takes. After a test has failed the next one still runs: the page is left
// where it is, with a picture.

import path from "node:path";

export function tap({ page, shots, name: session }) {
  const counts = { passed: 0, failed: 0 };
  return {
    counts,
    async step(name, run) {
      const begin = Date.now();
      try {
        const told = await run();
        counts.passed++;
        console.log(`ok - ${name}${told === undefined ? "" : ` # ${told}`} (${Date.now() - begin} ms)`);
      } catch (error) {
        counts.failed++;
        console.log(`not ok - ${name} (${Date.now() - begin} ms)`);
        console.log(String(error?.stack ?? error).replace(/^/gm, "  # ").slice(0, 3000));
        const picture = path.join(shots, `${session}-failed-${counts.failed}.png`);
        await page?.screenshot({ path: picture }).catch(() => undefined);
        console.log(`  # see ${picture}`);
      }
    },
  };
}
