(() => {
    // Colours for ```cdl fences: highlight.js does not know the language.
    const words = "and as assert break const continue elif else except expect finally fn for if in invariant let loop not or pass print raise return shared thread try while with yield lock rlock semaphore bounded_semaphore event condition barrier queue rwlock pool atomic critical daemon choose join schedule sleep async await import process task always never possible output deadlock livelock race raises overlap on";
    hljs.registerLanguage("cdl", () => ({
        keywords: { keyword: words, literal: "True False None" },
        contains: [
            { className: "comment", begin: "#", end: "$" },
            { className: "string", begin: '"', end: '"', contains: [{ begin: "\\\\." }] },
            { className: "string", begin: "'", end: "'", contains: [{ begin: "\\\\." }] },
            // A line of output; mdBook's dark themes have no colour for "meta".
            { className: "literal", begin: "^\\s*\\|", end: "$" },
            { className: "number", begin: "\\b\\d[\\d_.]*(ns|us|ms|s|min)?\\b" },
        ],
    }));
    for (const code of document.querySelectorAll("code.language-cdl")) {
        code.textContent = code.textContent;
        delete code.dataset.highlighted;
        hljs.highlightBlock(code);
    }
    // Where code in a table may be broken on a narrow screen, besides at blanks.
    for (const code of document.querySelectorAll("td code")) {
        const pieces = code.textContent.split(/(?<=[,/(=]|::)(?![,/()=:])|(?<=\S\S)(?=\.[A-Za-z_])/);
        code.replaceChildren(...pieces.flatMap((piece) => [document.createElement("wbr"), piece]).slice(1));
    }
})();
