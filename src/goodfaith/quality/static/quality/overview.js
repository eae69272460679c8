// The days are asked for where "chosen days" is the period; another period takes them away.
import { attach } from "/static/platform/js/attach.js";

attach("[data-period]", (select) => {
  const form = select.form;
  const days = form.querySelector(".field:has(.day)");
  const show = () => days?.classList.toggle("away", select.value !== "days");
  show();
  select.addEventListener("change", show, true);
});
