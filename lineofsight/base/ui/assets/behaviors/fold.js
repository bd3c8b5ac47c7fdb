// Places that do not fit the top bar move under More, so that longer words never clip. Without JavaScript the bar scrolls.
export function fold() {
  const nav = document.querySelector("[data-ls-fold]");
  if (!nav) return;
  const list = nav.querySelector("ul");
  const more = nav.querySelector(".ls-nav-more");
  const body = more.querySelector(".ls-menu-body");
  const links = [...list.querySelectorAll("a")].map((link) => ({ link, item: link.parentElement }));

  function arrange() {
    for (const { link, item } of links) {
      item.append(link);
      item.hidden = false;
    }
    more.hidden = true;
    if (list.scrollWidth <= list.clientWidth + 1) return;
    more.hidden = false;
    for (const { link, item } of [...links].reverse()) {
      if (list.scrollWidth <= list.clientWidth + 1) break;
      item.hidden = true;
      body.prepend(link);
    }
  }

  new ResizeObserver(arrange).observe(nav);
  document.fonts?.ready.then(arrange);
}
