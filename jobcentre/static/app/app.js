// Comfort only: every page for citizens works without this file.

// The design system's script is loaded on staff pages; it opens the menu on a phone.
if (window.DKFDS) window.DKFDS.init();

// What must be heard first: the list of what is missing.
document.querySelector("[data-focus]")?.focus();

// The bar under the times repeats what has been chosen.
const bar = document.querySelector("[data-chosen]");
if (bar) {
  const show = () => {
    const chosen = document.querySelector("input[name=slot]:checked");
    const name = chosen?.labels[0];
    bar.textContent = name ? (name.querySelector("[data-when]") ?? name).textContent : bar.dataset.empty;
  };
  document.addEventListener("change", show);
  // the browser may fill in an earlier choice after going back
  window.addEventListener("pageshow", show);
  show();
}

// A second click while the first is under way does nothing. (The server would recognise it anyway.)
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.submitter?.formTarget === "_blank") return; // it only looks, and the page stays
  if (form.dataset.sent && !event.defaultPrevented) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
