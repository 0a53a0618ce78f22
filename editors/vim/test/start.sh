# To be sourced by the tests: a Vim or Neovim that knows nothing but the lines of the README.

# The first fence of a language in the README, as a user would write it: one to three lines, written to a file.
readme_lines() {
    awk "/^\`\`\`$1\$/ { on = 1; next } /^\`\`\`\$/ { if (on) exit } on" "$root/editors/vim/README.md" | sed "s|CONCUR|$root|" > "$2"
    if [[ $(wc -l < "$2") -gt 3 || ! -s $2 ]]; then
        echo "the README is to have one to three lines of $1" >&2
        return 1
    fi
}

find_concur() {
    local each
    for each in "${CONCUR:-}" "$root/target/release/concur" "$root/target/debug/concur"; do
        if [[ -x $each ]]; then dirname "$each"; return; fi
    done
    echo "there is no concur: build it, or say where it is (CONCUR=...)" >&2
    return 1
}

start_neovim() {
    local home bin
    home=$(mktemp -d)
    # shellcheck disable=SC2064
    trap "rm -rf '$home'" EXIT
    bin=$(find_concur)
    mkdir -p "$home/nvim" "$home/tree-sitter/parser" "$home/tree-sitter/queries"
    readme_lines lua "$home/nvim/init.lua"
    cc -O1 -shared -fPIC -I "$root/editors/tree-sitter-cdl/src" "$root"/editors/tree-sitter-cdl/src/*.c \
        -o "$home/tree-sitter/parser/cdl.so"
    cp -r "$root/editors/tree-sitter-cdl/queries" "$home/tree-sitter/queries/cdl"
    cd "$root"
    XDG_CONFIG_HOME=$home XDG_DATA_HOME=$home/data XDG_STATE_HOME=$home/state XDG_CACHE_HOME=$home/cache \
        PATH=$bin:$PATH TREE_SITTER=$home/tree-sitter ROOT=$root \
        timeout 300 nvim --headless -i NONE -n +"luafile $1" +qall!
}

start_vim() {
    local home bin
    home=$(mktemp -d)
    # shellcheck disable=SC2064
    trap "rm -rf '$home'" EXIT
    bin=$(find_concur)
    readme_lines vim "$home/vimrc"
    cd "$root"
    # Silent, so that no key is waited for; what there is to say comes by the exit.
    PATH=$bin:$PATH timeout 60 vim -es -N -u "$home/vimrc" -i NONE -n -S "$1" </dev/null
}
