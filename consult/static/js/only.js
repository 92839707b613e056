// Parts of a form that belong to one answer only are out of the way while another one is chosen.
{
  document.querySelectorAll("[data-only-for]").forEach((part) => {
    const [name, values] = part.dataset.onlyFor.split("=");
    const form = part.closest("form");
    const follow = () => {
      const chosen = form.querySelector(`[name="${name}"]:checked, select[name="${name}"]`);
      part.hidden = !chosen || !values.split(",").includes(chosen.value);
    };
    form.addEventListener("change", follow);
    follow();
  });
}
