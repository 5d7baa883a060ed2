// What a script adds to pages that work without it: a copy button, and a table of contents that is open where there is room.
"use strict";

for (const button of document.querySelectorAll("button[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", () => {
    field.select();
    // navigator.clipboard exists only on https and localhost; an intranet is often plain http.
    const copied = document.execCommand("copy");
    button.textContent = copied ? "Đã sao chép" : "Hãy bấm Ctrl+C";
  });
}

const contents = document.querySelector("details.toc");
if (contents && matchMedia("(min-width: 1100px)").matches) contents.open = true;
