// The undo bar leaves after ten seconds, unless someone is on it; the act stays restorable from history.
const SECONDS = 10;

export function undo() {
  const watch = (root) => {
    for (const bar of root.querySelectorAll?.("[data-ls-undo]:not(.ls-undo-still)") ?? []) {
      const leave = () => (bar.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : bar.remove());
      setTimeout(leave, SECONDS * 1000);
    }
  };
  watch(document);
  document.addEventListener("htmx:afterSwap", (event) => watch(event.target));
}
