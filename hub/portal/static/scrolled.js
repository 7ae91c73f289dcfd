// What is wider than its place is pushed aside by keyboard too: it takes the focus, and only then.
"use strict";
(() => {
  const WIDE = ".table-wrap, .chart, pre.text";

  function named(part) {
    const caption = part.querySelector("caption");
    const drawing = part.querySelector("svg[aria-label]");
    return caption ? caption.textContent.trim() : drawing ? drawing.getAttribute("aria-label") : "";
  }

  function settle(part) {
    const fits = part.scrollWidth <= part.clientWidth && part.scrollHeight <= part.clientHeight;
    if (fits && part.dataset.scrolled) {
      for (const name of ["tabindex", "role", "aria-label", "data-scrolled"]) part.removeAttribute(name);
    } else if (!fits && !part.hasAttribute("tabindex")) {
      part.dataset.scrolled = "yes";
      part.tabIndex = 0;
      if (!named(part)) return;
      part.setAttribute("role", "group");
      part.setAttribute("aria-label", named(part));
    }
  }

  const watch = new ResizeObserver((seen) => seen.forEach((each) => settle(each.target)));
  const begin = (within) => within.querySelectorAll(WIDE).forEach((part) => watch.observe(part));
  begin(document);
  document.addEventListener("htmx:load", (event) => begin(event.detail.elt));
})();
