// The page's own words; the bot's come from the bot.
const en = {
  banner: "This is a local workspace on your machine, not Slack. Nothing leaves it.",
  people: "Be somebody", channels: "Channels", direct: "Dealmate", home: "Home", messages: "Messages", app: "APP", guest: "guest", external: "external",
  placeholder: "Message, or type / for commands", only: "Only visible to you", edited: "edited", optional: "optional",
  connected: "bot connected", waiting: "bot is connecting…", lostPage: "the workspace does not answer", empty: "Nothing here yet. Type /deal new or /deal help.",
  homeEmpty: "The bot has drawn no home page yet.", cancel: "Cancel", choose: "Choose…", filter: "Filter…", back: "Back", more: "More",
  tools: "Tools of the local workspace", clock: "Clock", monday: "next Monday 09:00", hour: "+1 hour", day: "+1 day", week: "+1 week", real: "real time",
  trouble: "Trouble on request", method: "method", anyCall: "any call", times: "how many times",
  t429: "429, retry after 5 s", t429bare: "429 without a time", t500: "500", lost: "answer is lost", twice: "delivered twice", late: "bot answers 4 s late", reconnect: "reconnect",
  traffic: "Raw traffic", close: "Close", onMessage: "Use on this message", reply: "Reply in thread", replying: "Replying in thread", forward: "Forward to the bot", shortcuts: "Shortcuts", send: "Send", menu: "Menu",
};
const zh = {
  banner: "这是你电脑上的本地工作区，不是 Slack，数据不会离开本机。",
  people: "切换身份", channels: "频道", direct: "Dealmate", home: "主页", messages: "消息", app: "应用", guest: "访客", external: "外部",
  placeholder: "输入消息，或键入 / 查看命令", only: "仅你可见", edited: "已更新", optional: "选填",
  connected: "机器人已连接", waiting: "机器人正在连接…", lostPage: "工作区没有响应", empty: "这里还没有消息。试试 /deal 新建 或 /deal 帮助。",
  homeEmpty: "机器人还没有绘制主页。", cancel: "取消", choose: "请选择…", filter: "筛选…", back: "返回", more: "更多",
  tools: "本地工作区工具", clock: "时钟", monday: "下周一 09:00", hour: "+1 小时", day: "+1 天", week: "+1 周", real: "真实时间",
  trouble: "模拟故障", method: "方法", anyCall: "任意调用", times: "次数",
  t429: "429，5 秒后重试", t429bare: "429，不给时间", t500: "500", lost: "应答丢失", twice: "投递两遍", late: "机器人晚 4 秒应答", reconnect: "断开重连",
  traffic: "原始报文", close: "关闭", onMessage: "用于这条消息", reply: "在消息列中回复", replying: "正在消息列中回复", forward: "转发给机器人", shortcuts: "快捷操作", send: "发送", menu: "菜单",
};
export const words = (locale) => ((locale || "").startsWith("zh") ? zh : en);

// commands are what the composer offers: English, Chinese, and what they do.
const list = [
  ["/deal", "/deal", "what needs me", "待我处理"], ["/deal new", "/deal 新建", "record a deal", "新建商机"], ["/deal list", "/deal 列表", "my open deals", "我的商机"],
  ["/deal find ", "/deal 查找 ", "by name or customer", "按名称、客户或拼音"], ["/deal show ", "/deal 查看 ", "a deal's card", "商机卡片"], ["/deal edit ", "/deal 修改 ", "change a deal", "修改商机"],
  ["/deal note ", "/deal 记录 ", "write a note", "写一条记录"], ["/deal stage ", "/deal 阶段 ", "forward or back", "推进或回退"], ["/deal won ", "/deal 赢单 ", "we won", "登记赢单"], ["/deal lost ", "/deal 丢单 ", "we lost", "登记丢单"],
  ["/deal hold ", "/deal 暂缓 ", "put on hold", "暂缓"], ["/deal assign ", "/deal 转给 ", "give to somebody", "转给同事"], ["/deal history ", "/deal 历史 ", "what changed", "变更历史"],
  ["/deal settings", "/deal 设置", "language, quiet hours", "个人设置"], ["/deal help", "/deal 帮助", "all commands", "帮助"],
];

// offers lists the commands that a beginning fits, in the reader's language.
export function offers(typed, locale) {
  const zhReader = (locale || "").startsWith("zh");
  if (!typed.startsWith("/")) return [];
  const begin = typed.trim();
  return list.filter(([e, z]) => begin === "/" || e.startsWith(begin) || z.startsWith(begin)).map(([e, z, eTip, zTip]) => (zhReader ? [z, zTip] : [e, eTip]));
}
