// Folded parts: a link to something inside one opens it; Escape closes the menu and gives the focus back.
{
  function openAround() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let part = target && target.closest("details"); part; part = part.parentElement?.closest("details")) part.open = true;
    if (target) target.scrollIntoView();
  }

  if (location.hash) openAround();
  window.addEventListener("hashchange", openAround);

  const menu = document.querySelector("details.menu");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu?.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
