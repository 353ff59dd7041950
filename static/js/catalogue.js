// The filters of the catalogue: folded on a small screen, and focus stays on the box that was changed.
const panel = document.getElementById("catalogue");
const small = window.matchMedia("(max-width: 59.99rem)");
let changed = null;

function fold() {
  if (!small.matches) return;
  for (const group of panel.querySelectorAll(".facets__group")) {
    group.open = group.querySelector(":checked") !== null;
  }
}

panel.addEventListener("change", (event) => {
  changed = `[name="${CSS.escape(event.target.name)}"]`;
  if (event.target.type === "checkbox") changed += `[value="${CSS.escape(event.target.value)}"]`;
});

panel.addEventListener("htmx:afterSwap", () => {
  fold();
  const box = changed && panel.querySelector(changed);
  if (!box) return;
  box.closest("details")?.setAttribute("open", "");
  box.focus({ preventScroll: true });
});

fold();
