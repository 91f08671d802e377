-- Lua: tables, strings, closures, calls. usage: life.lua N (generations)
local n = tonumber(arg[1])
local size = 64
local function make(f)
  local t = {}
  for y = 1, size do
    t[y] = {}
    for x = 1, size do t[y][x] = f(x, y) end
  end
  return t
end
local seed = 12345
local board = make(function()
  seed = (seed * 1103515245 + 12345) % 2147483648
  return seed // 65536 % 3 == 0 and 1 or 0
end)
local words = {}
for generation = 1, n do
  board = make(function(x, y)
    local count = 0
    for dy = -1, 1 do
      local row = board[(y + dy - 1) % size + 1]
      for dx = -1, 1 do
        if dx ~= 0 or dy ~= 0 then count = count + row[(x + dx - 1) % size + 1] end
      end
    end
    return (count == 3 or count == 2 and board[y][x] == 1) and 1 or 0
  end)
  local line = table.concat(board[generation % size + 1])
  words[line:sub(1, 16)] = (words[line:sub(1, 16)] or 0) + #line:gsub("0+", "-")
end
local keys, sum = {}, 0
for k, v in pairs(words) do keys[#keys + 1] = k; sum = sum + v end
table.sort(keys)
print("life", n, #keys, sum, keys[1])
