-- What the tests have in common: they go on after a failure, and tell all of them.

local M = { failures = 0, checks = 0 }

function M.say(text)
  io.stdout:write(text .. '\n')
end

function M.check(holds, text)
  M.checks = M.checks + 1
  if not holds then
    M.failures = M.failures + 1
    if M.failures <= 20 then M.say('FAILED ' .. text) end
  end
  return holds
end

--- Runs the tests by their names, and ends Neovim.
function M.run(tests)
  for _, test in ipairs(tests) do
    local before = M.failures
    local ok, why = xpcall(test[2], debug.traceback)
    M.check(ok, tostring(why))
    M.say((M.failures == before and 'ok     ' or 'FAILED ') .. test[1])
  end
  M.say(string.format('%d checks, %d failed', M.checks, M.failures))
  vim.cmd(M.failures == 0 and 'qall!' or 'cquit 1')
end

--- All scenarios below a folder of the repository.
function M.scenarios(folder)
  local found = vim.fn.glob(vim.env.ROOT .. '/' .. folder .. '/**/*.cdl', true, true)
  table.sort(found)
  return found
end

return M
