-- CDL in Neovim (0.7 and newer): the language server `concur lsp`, and tree-sitter where its parser is installed.

local M = {}

local function root(path)
  local git = vim.fn.finddir('.git', vim.fn.fnamemodify(path, ':p:h') .. ';')
  return git ~= '' and vim.fn.fnamemodify(git, ':p:h:h') or vim.fn.fnamemodify(path, ':p:h')
end

local function map(buffer, keys, action)
  -- Newer versions bring keys of their own.
  if vim.fn.maparg(keys, 'n') == '' then
    vim.keymap.set('n', keys, action, { buffer = buffer })
  end
end

local function on_attach(_, buffer)
  vim.bo[buffer].omnifunc = 'v:lua.vim.lsp.omnifunc'
  vim.bo[buffer].tagfunc = 'v:lua.vim.lsp.tagfunc'
  map(buffer, 'K', vim.lsp.buf.hover)
  map(buffer, 'grn', vim.lsp.buf.rename)
  map(buffer, 'gra', vim.lsp.buf.code_action)
  map(buffer, 'grr', vim.lsp.buf.references)
end

-- Neovim 0.7 has no `vim.lsp.start`: one client for each root is kept here.
local clients = {}

local function start(config, buffer)
  if vim.lsp.start then
    return vim.lsp.start(config, { bufnr = buffer })
  end
  local key = config.root_dir
  local client = clients[key] and vim.lsp.get_client_by_id(clients[key])
  if not client or client.is_stopped() then
    clients[key] = vim.lsp.start_client(config)
  end
  vim.lsp.buf_attach_client(buffer, clients[key])
end

-- By the syntax tree, or before Neovim 0.9 by the indentation: tree-sitter turns the syntax off by which Vim folds.
local function fold(buffer)
  local method = vim.treesitter.foldexpr and 'expr foldexpr=v:lua.vim.treesitter.foldexpr()' or 'indent'
  vim.api.nvim_buf_call(buffer, function() vim.cmd('setlocal foldmethod=' .. method) end)
end

--- Starts what there is for a buffer.
function M.attach(buffer, options)
  local path = vim.api.nvim_buf_get_name(buffer)
  local defaults = { name = 'concur', cmd = { 'concur', 'lsp' }, root_dir = root(path), on_attach = on_attach }
  local config = vim.tbl_extend('force', defaults, options)
  if vim.fn.executable(config.cmd[1]) == 1 then
    start(config, buffer)
  else
    vim.notify_once('concur: there is no program ' .. config.cmd[1] .. ' for the language server', vim.log.levels.WARN)
  end
  if vim.treesitter.start and #vim.api.nvim_get_runtime_file('parser/cdl.*', false) > 0 then
    vim.treesitter.start(buffer, 'cdl')
    fold(buffer)
  end
end

--- For each file of CDL. `options` are those of `vim.lsp.start`: `cmd`, `on_attach`, `root_dir`, ...
function M.setup(options)
  vim.api.nvim_create_autocmd('FileType', {
    group = vim.api.nvim_create_augroup('concur', {}),
    pattern = 'cdl',
    callback = function(event) M.attach(event.buf, options or {}) end,
  })
end

return M
