// Finds operations: every word must stand somewhere in it. Opens what an address names.
(() => {
  const box = document.getElementById("find");
  const said = document.getElementById("found");
  const all = [...document.querySelectorAll("details.operation")].map((part) => ({ part, text: part.textContent.toLowerCase() }));
  const open = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") {
      target.hidden = false;
      target.open = true;
      target.scrollIntoView();
    }
  };
  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { part, text } of all) {
      part.hidden = !words.every((word) => text.includes(word));
      count += part.hidden ? 0 : 1;
    }
    for (const section of document.querySelectorAll("section.tag")) {
      section.hidden = words.length > 0 && !section.querySelector("details.operation:not([hidden])");
    }
    document.querySelector(".intro").hidden = words.length > 0;
    said.textContent = words.length ? `${count} found` : "";
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== box) {
      event.preventDefault();
      box.focus();
    }
  });
  window.addEventListener("hashchange", open);
  open();
})();
