// The page's own words; the bot's come from the bot.
const en = {
  banner: "A local imitation on your machine, not Feishu itself. Nothing leaves it.",
  people: "Be somebody", chats: "Chats", external: "external", bot: "BOT", other: "Slack ↗", nav: "people and chats", botMenu: "menu of the bot",
  placeholder: "Message, or type / for commands", groupPlaceholder: "Mention @{bot} so that it hears you", edited: "edited",
  connected: "bot connected", waiting: "bot is connecting…", lostPage: "the tenant does not answer", empty: "Nothing here yet. Type /deal new or /deal help.",
  forward: "Forward to the bot", forwarding: "{n} to forward to the bot", merged: "Chat history", pass: "Forward",
  reply: "Reply", replying: "Replying to", to: "Reply to", cancel: "Cancel", ok: "OK", choose: "Please select", chosen: "{n} chosen", none: "No options",
  missing: "This field is required", more: "More", send: "Send", menu: "Menu", close: "Close", back: "Previous page", next: "Next page", picture: "picture",
  tools: "Tools of the local tenant", clock: "Clock", monday: "next Monday 09:00", hour: "+1 hour", day: "+1 day", week: "+1 week", real: "real time",
  trouble: "Trouble on request", path: "call", anyCall: "any call", times: "how many times", t429: "429, retry after 5 s", t500: "500",
  twice: "delivered twice", late: "bot answers late", reconnect: "reconnect", traffic: "Raw traffic",
};
const zh = {
  banner: "这是你电脑上的本地仿制环境，不是飞书本身，数据不会离开本机。",
  people: "切换身份", chats: "会话", external: "外部", bot: "机器人", other: "Slack ↗", nav: "人员与会话", botMenu: "机器人菜单",
  placeholder: "输入消息，或键入 / 查看命令", groupPlaceholder: "@{bot} 它才会收到", edited: "已更新",
  connected: "机器人已连接", waiting: "机器人正在连接…", lostPage: "本地环境没有响应", empty: "这里还没有消息。试试 /商机 新建 或 /商机 帮助。",
  forward: "转发给机器人", forwarding: "已选 {n} 条转发给机器人", merged: "聊天记录", pass: "转发",
  reply: "回复", replying: "正在回复", to: "回复", cancel: "取消", ok: "确定", choose: "请选择", chosen: "已选 {n} 项", none: "没有选项",
  missing: "此项必填", more: "更多", send: "发送", menu: "菜单", close: "关闭", back: "上一页", next: "下一页", picture: "图片",
  tools: "本地环境工具", clock: "时钟", monday: "下周一 09:00", hour: "+1 小时", day: "+1 天", week: "+1 周", real: "真实时间",
  trouble: "模拟故障", path: "接口", anyCall: "任意调用", times: "次数", t429: "429，5 秒后重试", t500: "500",
  twice: "投递两遍", late: "机器人晚应答", reconnect: "断开重连", traffic: "原始报文",
};
export const chinese = (locale) => (locale || "").toLowerCase().startsWith("zh");
export const words = (locale) => (chinese(locale) ? zh : en);

// commands are what the composer offers: English, Chinese, and what they do.
const list = [
  ["/deal", "/商机", "what needs me", "待我处理"], ["/deal new", "/商机 新建", "record a deal", "新建商机"], ["/deal list", "/商机 列表", "my open deals", "我的商机"],
  ["/deal find ", "/商机 查找 ", "by name or customer", "按名称、客户或拼音"], ["/deal show ", "/商机 查看 ", "a deal's card", "商机卡片"], ["/deal edit ", "/商机 修改 ", "change a deal", "修改商机"],
  ["/deal note ", "/商机 记录 ", "write a note", "写一条记录"], ["/deal stage ", "/商机 阶段 ", "forward or back", "推进或回退"], ["/deal won ", "/商机 赢单 ", "we won", "登记赢单"], ["/deal lost ", "/商机 丢单 ", "we lost", "登记丢单"],
  ["/deal hold ", "/商机 暂缓 ", "put on hold", "暂缓"], ["/deal assign ", "/商机 转给 ", "give to somebody", "转给同事"], ["/deal history ", "/商机 历史 ", "what changed", "变更历史"],
  ["/deal settings", "/商机 设置", "language, quiet hours", "个人设置"], ["/deal help", "/商机 帮助", "all commands", "帮助"],
];

// offers lists what a beginning may become, in the reader's language: commands
// after "/", names after "@". Each is the whole new line and what it does.
export function offers(typed, { locale, bot, group, names }) {
  const mention = /(?:^|\s)@([^\s@]*)$/.exec(typed);
  if (mention && group) {
    const before = typed.slice(0, typed.length - mention[1].length);
    return names.filter((n) => n.toLowerCase().startsWith(mention[1].toLowerCase())).map((n) => [before + n + " ", "", "@" + n]);
  }
  const called = "@" + bot + " ", bare = typed.startsWith(called) ? typed.slice(called.length) : typed;
  if (!bare.startsWith("/")) return [];
  const begin = bare.trim(), prefix = group ? called : "";
  return list.filter(([e, z]) => begin === "/" || e.startsWith(begin) || z.startsWith(begin)).map(([e, z, eTip, zTip]) => {
    const c = begin.startsWith("/商") || (chinese(locale) && !begin.startsWith("/d")) ? z : e;
    return [prefix + c, chinese(locale) ? zTip : eTip, c];
  });
}
