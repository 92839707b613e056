// Counts the ticks of a form while they are made: <form data-tally> with an element data-tally-shown inside.
document.querySelectorAll("form[data-tally]").forEach((form) => {
  const shown = form.querySelector("[data-tally-shown]");
  const count = () => {
    shown.textContent = form.querySelectorAll("input[type=checkbox]:checked").length;
  };
  form.addEventListener("change", count);
  count();
});
