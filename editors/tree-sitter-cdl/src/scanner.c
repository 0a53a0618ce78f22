// What a token is only by where it stands: the newline that ends a statement, and what follows `sleep` and `join`.

#include "tree_sitter/parser.h"

#include <string.h>
#include <wctype.h>

enum TokenType { NEWLINE, VALUE_FOLLOWS, ERROR_SENTINEL };

// Reserved words with which no value begins. `thread` is one of them: `sleep thread ...` is no statement.
static const char *const NO_VALUES[] = {
    "and", "as",     "assert", "async",  "await", "break", "const",     "continue", "elif",   "else", "except", "expect",
    "finally", "fn", "for",    "if",     "import", "in",   "invariant", "let",      "loop",   "not",  "or",     "pass",
    "print", "raise", "return", "shared", "thread", "try", "while",     "with",     "yield",
};

#define LONGEST_WORD 10

static bool begins_name(int32_t c) { return c == '_' || iswalpha((wint_t)c) || c > 127; }

static bool continues_name(int32_t c) { return begins_name(c) || iswdigit((wint_t)c); }

// Whether the word that begins here can be a value. Reads over it: the token has to be marked before.
static bool is_value_word(TSLexer *lexer) {
    char word[LONGEST_WORD + 1] = {0};
    unsigned length = 0;
    for (; continues_name(lexer->lookahead); length++) {
        if (length >= LONGEST_WORD || lexer->lookahead > 127) return true;
        word[length] = (char)lexer->lookahead;
        lexer->advance(lexer, false);
    }
    for (unsigned i = 0; i < sizeof NO_VALUES / sizeof *NO_VALUES; i++) {
        if (strcmp(word, NO_VALUES[i]) == 0) return false;
    }
    return true;
}

static bool value_follows(TSLexer *lexer) {
    int32_t c = lexer->lookahead;
    lexer->mark_end(lexer);
    if (c == '(' || c == '"' || c == '\'' || (c >= '0' && c <= '9')) return true;
    return begins_name(c) && is_value_word(lexer);
}

bool tree_sitter_cdl_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
    (void)payload;
    while (lexer->lookahead == ' ' || lexer->lookahead == '\t' || lexer->lookahead == '\r') {
        lexer->advance(lexer, true);
    }
    if (valid[NEWLINE] && lexer->lookahead == '\n') {
        lexer->advance(lexer, false);
        lexer->mark_end(lexer);
        lexer->result_symbol = NEWLINE;
        return true;
    }
    // On the way out of an error everything is valid; a token of no length would not bring the parser any further.
    if (valid[VALUE_FOLLOWS] && !valid[ERROR_SENTINEL] && value_follows(lexer)) {
        lexer->result_symbol = VALUE_FOLLOWS;
        return true;
    }
    return false;
}

// There is nothing to remember.
void *tree_sitter_cdl_external_scanner_create(void) { return NULL; }

void tree_sitter_cdl_external_scanner_destroy(void *payload) { (void)payload; }

unsigned tree_sitter_cdl_external_scanner_serialize(void *payload, char *buffer) {
    (void)payload;
    (void)buffer;
    return 0;
}

void tree_sitter_cdl_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
    (void)payload;
    (void)buffer;
    (void)length;
}
