"use strict";
(() => {
    const find = document.querySelector(".find");
    const input = find.querySelector("input");
    const said = find.querySelector("output");
    const even = (text) => text.normalize("NFKC").toLowerCase();
    const entries = [...document.querySelectorAll("[data-entry]")].map((element) => ({
        element, words: even(element.textContent + " " + element.dataset.entry),
    }));
    const holders = [...document.querySelectorAll("main section, main .grid")].reverse();
    const show = () => {
        const asked = even(input.value).split(/\s+/).filter(Boolean);
        let found = 0;
        for (const { element, words } of entries) {
            const fits = asked.every((word) => words.includes(word));
            element.hidden = !fits;
            if (fits) found += 1;
        }
        for (const holder of holders) {
            holder.hidden = asked.length > 0 && !holder.matches("[data-entry]:not([hidden])")
                && !holder.querySelector("[data-entry]:not([hidden])");
        }
        said.value = asked.length === 0 ? "" : (found ? said.dataset.found : said.dataset.nothing).replace("#", found);
    };
    const reach = () => {
        const wanted = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
        if (wanted && wanted.closest("[hidden]")) {
            input.value = "";
            show();
            wanted.scrollIntoView();
        }
    };
    find.hidden = false;
    find.addEventListener("submit", (event) => event.preventDefault());
    input.addEventListener("input", show);
    addEventListener("hashchange", reach);
    const contents = document.querySelector("nav details");
    if (matchMedia("(max-width: 62rem)").matches) contents.open = false;
    show();
})();
