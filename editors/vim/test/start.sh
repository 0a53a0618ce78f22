# To be sourced by the tests: a Neovim that knows nothing but the lines of the README.

# The first fence of Lua in the README, as a user would write it.
readme_lines() { awk '/^```lua$/ { on = 1; next } /^```$/ { if (on) exit } on' "$root/editors/vim/README.md"; }

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
    mkdir -p "$home/nvim/parser" "$home/nvim/queries"
    readme_lines | sed "s|CONCUR|$root|" > "$home/nvim/init.lua"
    if [[ $(wc -l < "$home/nvim/init.lua") -gt 3 || ! -s $home/nvim/init.lua ]]; then
        echo "the README is to have one to three lines for init.lua" >&2
        return 1
    fi
    cc -O1 -shared -fPIC -I "$root/editors/tree-sitter-cdl/src" "$root"/editors/tree-sitter-cdl/src/*.c -o "$home/cdl.so"
    cd "$root"
    XDG_CONFIG_HOME=$home XDG_DATA_HOME=$home/data XDG_STATE_HOME=$home/state XDG_CACHE_HOME=$home/cache \
        PATH=$bin:$PATH CDL_PARSER=$home/cdl.so ROOT=$root \
        timeout 300 nvim --headless -i NONE -n +"luafile $1" +qall!
}
