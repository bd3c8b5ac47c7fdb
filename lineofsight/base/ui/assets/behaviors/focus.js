// What appears with data-ls-focus (an error summary, a new heading) takes the focus, on load and after a swap.
export function focus() {
  document.querySelector("[data-ls-focus]")?.focus();
  document.addEventListener("htmx:afterSwap", (event) => event.target.querySelector?.("[data-ls-focus]")?.focus());
}
