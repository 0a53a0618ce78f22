// The TextMate grammar of CDL, as `npm run grammar` writes it to syntaxes/cdl.tmLanguage.json. The words come from
// words.json and are named nowhere else.
//
// TextMate rules see one line at a time and know only what is open around them. So a soft keyword is told from a name by
// two things: a statement begins with it, and what stands behind it could not stand behind a name.

import { readFileSync } from "node:fs";

const words = JSON.parse(readFileSync(new URL("words.json", import.meta.url), "utf8"));

const { keywords, softKeywords, claimWords } = words;
const oneOf = (list) => `(?:${list.join("|")})`;
const group = (list) => `(${list.join("|")})`;
const reserved = Object.values(keywords).flat();

// A name that is no reserved word; `\w` has all that Unicode lets a name go on with.
const NAME = String.raw`\b(?!${oneOf(reserved)}\b)[\p{L}\p{Nl}_]\w*`;
// Where a statement can begin: at the start of a line, behind `;`, or behind a brace.
const STATEMENT = String.raw`(?:^|(?<=[;{}]))\s*`;
// What a statement ends with.
const STOP = String.raw`(?=\s*(?:[;}#]|$))`;
// A value in brackets that were never closed ends where a line begins with a word that stands in no value.
const inValues = new Set(["if", "else", "for", "as", "thread", ...keywords.operator, ...keywords.constant, ...keywords.later]);
const NEXT_STATEMENT = String.raw`(?=^\s*${oneOf(reserved.filter((word) => !inValues.has(word)))}\b)`;

const scope = (name) => ({ name: `${name}.cdl` });
const captures = (...names) => Object.fromEntries(names.flatMap((name, at) => (name ? [[at + 1, scope(name)]] : [])));
const include = (...names) => names.map((name) => ({ include: `#${name}` }));
const word = (list, name) => ({ match: `\\b${oneOf(list)}\\b`, ...scope(name) });
const soft = (pattern, ...names) => ({ match: STATEMENT + pattern, captures: captures(...names) });
const rules = (...patterns) => ({ patterns });

const keyword = rules(
    word(keywords.conditional, "keyword.control.conditional"),
    word(keywords.loop, "keyword.control.loop"),
    word(keywords.exception, "keyword.control.exception"),
    word(keywords.flow, "keyword.control.flow"),
    word(keywords.operator, "keyword.operator.wordlike"),
    word(keywords.declaration, "storage.type"),
    word(keywords.statement, "keyword.other.statement"),
    word(keywords.claim, "keyword.other.claim"),
    word(keywords.constant, "constant.language"),
    word(keywords.later, "keyword.other.reserved"),
);

const softKeyword = rules(
    soft(`${group(softKeywords.object)}\\s+(${NAME})`, "storage.type", "variable.other.object"),
    // `critical counter { }` and `atomic counter = 0`.
    soft(`${group(softKeywords.block)}(?:\\s+(${NAME})(?=\\s*\\{)|(?=\\s*\\{|\\s+${NAME}))`, "storage.modifier", "entity.name.section"),
    soft(String.raw`(sleep)(?=\s*["'(]|\s*\.?\d|\s+(?:${NAME}|${oneOf(keywords.constant)}\b))`, "keyword.other.statement"),
    soft(String.raw`(join)(?=\s*(?:[;}#(]|$)|\s+${NAME})`, "keyword.other.statement"),
    soft(`${group(softKeywords.later)}(?=\\s*\\{|\\s+${NAME})`, "keyword.other.reserved"),
);

const claim = (pattern, ...names) => ({
    match: String.raw`\b(expect)\s+${group(claimWords.quantifier)}\s+${pattern}`,
    captures: captures("keyword.other.claim", "keyword.other.claim", "keyword.other.claim", ...names),
});

const claims = rules(
    {
        begin: String.raw`\b(expect)\s+(?:${group(claimWords.quantifier)}\s+)?(output)\s*(\{)`,
        beginCaptures: captures(
            "keyword.other.claim",
            "keyword.other.claim",
            "keyword.other.claim",
            "punctuation.section.block.begin",
        ),
        end: String.raw`\}`,
        endCaptures: { 0: scope("punctuation.section.block.end") },
        name: "meta.block.output.cdl",
        patterns: [
            {
                match: String.raw`(\|)(.*)$`,
                captures: captures("punctuation.definition.string.begin", "string.unquoted.output"),
            },
            ...include("comment"),
        ],
    },
    claim(group(claimWords.hang) + STOP),
    claim(String.raw`(race)(?:\s+(on)\b|${STOP})`, "keyword.other.claim"),
    claim(String.raw`(raises)(?:\s+(${NAME}))?${STOP}`, "support.class.exception"),
    claim(String.raw`(overlap)(?:\s+(in)\s+(${NAME}))?${STOP}`, "keyword.other.claim", "entity.name.section"),
    {
        match: String.raw`\b(expect)\s+${group(claimWords.quantifier)}\b`,
        captures: captures("keyword.other.claim", "keyword.other.claim"),
    },
);

// In a schedule, names of threads stand as they are: no text interpolates, and `#2` behind a name is a part of it.
const label = rules(
    { match: String.raw`("[^"\n]+"|'[^'\n]+')(#\d+)?`, captures: captures("string.quoted.plain", "constant.numeric.ordinal") },
    {
        match: String.raw`([^\s*:,"'{}()\[\];#]+)(#\d+)?`,
        captures: captures("entity.name.type.thread", "constant.numeric.ordinal"),
    },
    { match: ",", ...scope("punctuation.separator") },
);

const schedule = {
    begin: String.raw`${STATEMENT}(schedule)\s*(\{)`,
    beginCaptures: captures("keyword.other.claim", "punctuation.section.block.begin"),
    end: String.raw`\}`,
    endCaptures: { 0: scope("punctuation.section.block.end") },
    name: "meta.block.schedule.cdl",
    patterns: [
        ...include("comment"),
        {
            match: String.raw`(\*)(\d+)`,
            captures: captures("keyword.operator.steps", "constant.numeric.integer"),
        },
        { match: ":wake\\b", ...scope("support.function.schedule") },
        {
            begin: String.raw`(:choose)(\()`,
            beginCaptures: captures("support.function.schedule", "punctuation.section.parens.begin"),
            end: String.raw`(\))|(?=[\n}])`,
            endCaptures: captures("punctuation.section.parens.end"),
            patterns: include("expression"),
        },
        {
            begin: String.raw`(:notify)(\()`,
            beginCaptures: captures("support.function.schedule", "punctuation.section.parens.begin"),
            end: String.raw`(\))|(?=[\n}])`,
            endCaptures: captures("punctuation.section.parens.end"),
            patterns: include("label"),
        },
        ...include("label"),
    ],
};

const fn = {
    begin: String.raw`\b(fn)\s+(${NAME})\s*(\()`,
    beginCaptures: captures("storage.type", "entity.name.function", "punctuation.section.parameters.begin"),
    end: String.raw`(\))|${NEXT_STATEMENT}`,
    endCaptures: captures("punctuation.section.parameters.end"),
    name: "meta.function.parameters.cdl",
    patterns: [
        { begin: "=", beginCaptures: { 0: scope("keyword.operator.assignment") }, end: "(?=[,)])", patterns: include("expression") },
        { match: NAME, ...scope("variable.parameter") },
        { match: ",", ...scope("punctuation.separator") },
        ...include("comment"),
    ],
};

const thread = {
    match: String.raw`(?:\b(daemon)\s+)?\b(thread)\b(?:\s+(${NAME})(?=\s*(?:\{|=(?!=))))?`,
    captures: captures("storage.modifier", "storage.type", "entity.name.type.thread"),
};

const text = (quote, kind) => ({
    begin: quote,
    beginCaptures: { 0: scope("punctuation.definition.string.begin") },
    end: `(${quote})|$`,
    endCaptures: captures("punctuation.definition.string.end"),
    name: `string.quoted.${kind}.cdl`,
    patterns: include("escape", "interpolation"),
});

const escape = rules(
    {
        match: String.raw`\\(?:[abfnrtv\\'"]|x\h{2}|u\h{4}|U\h{8}|[0-7]{1,3})|\{\{|\}\}`,
        ...scope("constant.character.escape"),
    },
    { match: String.raw`\\.|\}`, ...scope("invalid.illegal.escape") },
);

const interpolation = {
    begin: String.raw`\{`,
    beginCaptures: { 0: scope("punctuation.section.embedded.begin") },
    end: String.raw`(\})|$`,
    endCaptures: captures("punctuation.section.embedded.end"),
    name: "meta.interpolation.cdl",
    contentName: "meta.embedded.line.cdl",
    patterns: [
        { match: String.raw`=(?=\s*(?:[:}]|!(?!=)))`, ...scope("keyword.operator.debug") },
        { match: String.raw`!(?!=)\w*`, ...scope("storage.type.format") },
        {
            begin: ":",
            beginCaptures: { 0: scope("storage.type.format") },
            end: String.raw`(?=["'}]|$)`,
            contentName: "constant.other.format.cdl",
            patterns: include("interpolation"),
        },
        ...include("expression"),
    ],
};

const number = rules(
    { match: String.raw`\b0[xX][_\h]+\b`, ...scope("constant.numeric.integer.hexadecimal") },
    {
        match: String.raw`\b(\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d[\d_]*)?)(ns|us|ms|s|min)\b`,
        captures: captures("constant.numeric.duration", "keyword.other.unit"),
    },
    {
        match: String.raw`\b\d[\d_]*(?:\.\d[\d_]*(?:[eE][+-]?\d[\d_]*)?|[eE][+-]?\d[\d_]*)`,
        ...scope("constant.numeric.float"),
    },
    { match: String.raw`\b\d[\d_]*\b`, ...scope("constant.numeric.integer") },
);

const name = rules(
    {
        match: String.raw`(?<!\.)(\.)(?!\.)\s*(${NAME})(?=\s*\()`,
        captures: captures("punctuation.accessor", "entity.name.function.method"),
    },
    {
        match: String.raw`(?<!\.)(\.)(?!\.)\s*(${NAME})`,
        captures: captures("punctuation.accessor", "variable.other.property"),
    },
    { match: `\\b${oneOf(words.exceptions)}\\b`, ...scope("support.class.exception") },
    { match: `\\b${oneOf([...words.builtins, ...softKeywords.function])}(?=\\s*\\()`, ...scope("support.function.builtin") },
    { match: String.raw`${NAME}(?=\s*\()`, ...scope("entity.name.function.call") },
    { match: String.raw`[A-Z][A-Z0-9_]*(?!\w)`, ...scope("variable.other.constant") },
    { match: NAME, ...scope("variable.other.readwrite") },
);

const operator = rules(
    { match: String.raw`\.\.`, ...scope("keyword.operator.range") },
    { match: "==|!=|<=|>=|<|>", ...scope("keyword.operator.comparison") },
    { match: String.raw`(?:\*\*|//|[-+*/%])=`, ...scope("keyword.operator.assignment.augmented") },
    { match: "=", ...scope("keyword.operator.assignment") },
    { match: String.raw`\*\*|//|[-+*/%]`, ...scope("keyword.operator.arithmetic") },
);

const bracket = (open, close, kind, ...inside) => ({
    begin: `\\${open}`,
    beginCaptures: { 0: scope(`punctuation.section.${kind}.begin`) },
    end: kind === "braces" ? `\\${close}` : `(\\${close})|${NEXT_STATEMENT}`,
    endCaptures: { [kind === "braces" ? 0 : 1]: scope(`punctuation.section.${kind}.end`) },
    patterns: include(...inside),
});

const argument = {
    match: String.raw`(?<=[(,])\s*(${NAME})\s*(=)(?!=)|^\s*(${NAME})\s*(=)(?!=)`,
    captures: captures(
        "variable.parameter.argument",
        "keyword.operator.assignment",
        "variable.parameter.argument",
        "keyword.operator.assignment",
    ),
};

export const grammar = {
    name: "CDL",
    scopeName: "source.cdl",
    fileTypes: ["cdl"],
    patterns: include("statement"),
    repository: {
        statement: rules(...include("claims", "schedule", "fn", "soft-keyword", "expression")),
        expression: rules(
            ...include("comment", "string", "number", "thread", "keyword", "name", "operator", "brackets"),
            { match: "[,;:]", ...scope("punctuation.separator") },
        ),
        comment: { match: "(#).*$", name: "comment.line.number-sign.cdl", captures: captures("punctuation.definition.comment") },
        claims,
        schedule,
        label,
        fn,
        thread,
        keyword,
        "soft-keyword": softKeyword,
        string: rules(text('"', "double"), text("'", "single")),
        escape,
        interpolation,
        number,
        name,
        operator,
        argument,
        brackets: rules(
            bracket("(", ")", "parens", "argument", "expression"),
            bracket("[", "]", "brackets", "expression"),
            bracket("{", "}", "braces", "statement"),
        ),
    },
};
