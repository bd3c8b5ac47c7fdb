// A table that scrolls inside its card can be reached by keyboard; one that fits is no extra stop.
export function scroll() {
  const check = (wrap) => {
    const scrolls = wrap.scrollWidth > wrap.clientWidth + 1 || wrap.scrollHeight > wrap.clientHeight + 1;
    if (scrolls) wrap.tabIndex = 0;
    else wrap.removeAttribute("tabindex");
  };
  const observer = new ResizeObserver((entries) => entries.forEach((entry) => check(entry.target)));
  const watch = (root) => root.querySelectorAll?.(".ls-table-wrap, .ls-card-scroll").forEach((wrap) => observer.observe(wrap));
  watch(document);
  document.addEventListener("htmx:afterSwap", (event) => watch(event.target));
}
