// What a person does in VS Code: keys, the palette, panels, and what can be read on the screen.

import { until } from "./code.mjs";

export function hand(page) {
  const input = () => page.locator(".quick-input-widget input.input");
  const rows = (text) => page.locator(".quick-input-list .monaco-list-row", text === undefined ? {} : { hasText: text });

  const self = {
    /** Runs a command by its name in the palette. */
    async palette(command) {
      // What comes up in that moment (a message, a file that is opened) takes the focus, and the palette closes.
      for (let left = 5; ; left -= 1) {
        await page.keyboard.press("F1");
        try {
          await input().fill(`>${command}`, { timeout: 5000 });
          break;
        } catch (error) {
          if (left === 0) {
            throw error;
          }
        }
      }
      await rows(command).first().waitFor();
      await rows(command).first().click();
    },

    /** The names of the commands that the palette offers for what is typed. */
    async offered(typed) {
      await page.keyboard.press("F1");
      await input().waitFor();
      await input().fill(`>${typed}`);
      await rows(typed).first().waitFor();
      const names = await page.locator(".quick-input-list .monaco-list-row .label-name").allInnerTexts();
      await page.keyboard.press("Escape");
      return names;
    },

    /** Answers the box that asks for something. */
    async answer(text, title) {
      await page.locator(".quick-input-title", { hasText: title }).waitFor();
      await input().fill(text);
      await page.keyboard.press("Enter");
    },

    async pick(text) {
      await rows(text).first().waitFor();
      await rows(text).first().click();
    },

    /** Takes an entry of the menu that is open. */
    async menu(text) {
      const item = page.locator(".monaco-menu:visible, .context-view .monaco-menu").first().getByText(text);
      await item.waitFor();
      // A menu takes no click for a tenth of a second after it has come up, lest the click that brought it up be one. Nobody is that quick by hand.
      await until(async () => {
        await item.click({ timeout: 2000 }).catch(() => undefined);
        await page.waitForTimeout(200);
        return (await item.count()) === 0;
      }, `the menu is gone after ${text}`);
    },

    rows,

    /** Opens a file. */
    async openFile(name) {
      await page.keyboard.press("Control+p");
      await input().waitFor();
      await input().fill(name);
      await rows(name).first().waitFor();
      await page.waitForTimeout(300);
      await page.keyboard.press("Enter");
      await page.locator(`.tab.active[data-resource-name="${name.split("/").at(-1)}"]`).waitFor();
      await page.locator(".editor-instance .view-lines").first().waitFor();
    },

    /** A view by the title of its pane. */
    pane(title) {
      return page.locator(".pane", { has: page.locator(`.pane-header[aria-label^="${title}"]`) });
    },

    /** The text of what is listed in a tree, row by row. */
    async tree(locator) {
      return locator.locator(".monaco-list-row").evaluateAll((rows) =>
        rows.map((row) => {
          const parts = [".label-name", ".label-description"].map((part) => row.querySelector(part)?.textContent ?? "");
          return parts.join(" ").replace(/\s+/g, " ").trim();
        }),
      );
    },

    /** The notification that holds a text. */
    async notification(text) {
      const found = page.locator(".notification-list-item", { hasText: text }).first();
      await found.waitFor();
      return found;
    },

    async clearNotifications() {
      await self.palette("Notifications: Clear All Notifications");
      await until(async () => (await page.locator(".notification-toast").count()) === 0, "no notification is shown");
    },

    /** The words that are underlined in a line, by the colour of it. */
    async underlined() {
      return page.locator(".squiggly-warning").count();
    },

    /** The line of the editor that holds a text. */
    line(text) {
      return page.locator(".editor-instance .view-line", { hasText: text }).first();
    },

    statusBar(text) {
      return page.locator(".statusbar-item", { hasText: text }).first();
    },
  };
  return self;
}
