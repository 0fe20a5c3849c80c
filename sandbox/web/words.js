// The page's own words; the bot's come from the bot.
const en = {
  banner: "This is a local workspace on your machine, not Slack. Nothing leaves it.",
  people: "Be somebody", channels: "Channels", direct: "Dealmate", home: "Home", messages: "Messages",
  placeholder: "Message, or type / for commands", only: "Only visible to you", edited: "edited", optional: "optional",
  connected: "bot connected", waiting: "bot is connecting…", empty: "Nothing here yet. Type /deal new or /deal help.",
  homeEmpty: "The bot has drawn no home page yet.", cancel: "Cancel", choose: "Choose…", replies: "in thread",
  clock: "Clock", monday: "next Monday 09:00", hour: "+1 hour", day: "+1 day", week: "+1 week", real: "real time",
  trouble: "Trouble on request", t429: "next call: 429", t500: "next call: 500", lost: "next answer is lost", twice: "next delivery twice", reconnect: "reconnect",
  traffic: "Raw traffic", close: "Close", sure: "Are you sure?", yes: "Yes", no: "No", onMessage: "Use on this message", reply: "Reply in thread",
};
const zh = {
  banner: "这是你电脑上的本地工作区，不是 Slack，数据不会离开本机。",
  people: "切换身份", channels: "频道", direct: "Dealmate", home: "主页", messages: "消息",
  placeholder: "输入消息，或键入 / 查看命令", only: "仅你可见", edited: "已更新", optional: "选填",
  connected: "机器人已连接", waiting: "机器人正在连接…", empty: "这里还没有消息。试试 /deal 新建 或 /deal 帮助。",
  homeEmpty: "机器人还没有绘制主页。", cancel: "取消", choose: "请选择…", replies: "在消息列中",
  clock: "时钟", monday: "下周一 09:00", hour: "+1 小时", day: "+1 天", week: "+1 周", real: "真实时间",
  trouble: "模拟故障", t429: "下次调用：429", t500: "下次调用：500", lost: "下次应答丢失", twice: "下次投递两遍", reconnect: "重新连接",
  traffic: "原始报文", close: "关闭", sure: "确定吗？", yes: "是", no: "否", onMessage: "用于这条消息", reply: "在消息列中回复",
};
export const words = (locale) => ((locale || "").startsWith("zh") ? zh : en);
export const commands = [
  ["/deal", "what needs me", "待我处理"], ["/deal new", "record a deal", "新建商机"], ["/deal list", "my open deals", "商机列表"],
  ["/deal find ", "by name or pinyin", "查找"], ["/deal show ", "a deal's card", "查看"], ["/deal note ", "write a note", "记录"],
  ["/deal stage ", "forward or back", "阶段"], ["/deal won ", "we won", "赢单"], ["/deal lost ", "we lost", "丢单"],
  ["/deal hold ", "put on hold", "暂缓"], ["/deal assign ", "give to somebody", "转给同事"], ["/deal history ", "what changed", "变更历史"],
  ["/deal settings", "language, quiet hours", "个人设置"], ["/deal help", "all commands", "帮助"],
];
