hs-code-invalid = “{ $value }”不是协调制度编码：请输入2、4、6、8或10位数字，例如0901或0901.21
language-invalid = “{ $value }”不是语言代码：请输入两个字母，例如en、fr或sw
language-unknown = 没有以“{ $value }”发布的内容；请从{ $allowed }中选择
date-invalid = “{ $value }”不是有效日期：请写成2026-03-01
date-time-invalid = “{ $value }”不是有效时间：请写成2026-03-01T12:00:00Z
publication-id-invalid = “{ $value }”不能作为出版物的标识
fact-id-invalid = “{ $value }”不能作为费用、表格、办事处、程序、公告或裁定的名称
decimal-invalid = “{ $value }”不是金额：请写成 1250 或 1250.50 这样的数字
authority-code-invalid = “{ $value }”不能作为主管机关的代码
query-empty = 请至少输入一个要搜索的词或编码
query-too-long = 搜索内容最多{ $limit }个字符
query-too-complex = 搜索内容最多{ $limit }个词
page-size-invalid = 每页1至{ $limit }项，不能是{ $first }
cursor-invalid = 该游标不属于此列表；请不带游标重新开始
period-invalid = 最后一天{ $until }不晚于第一天{ $from }
period-too-long = 一次最多查询 { $limit } 天，而不是 { $found } 天
version-conflict = 他人已作修改：现为第{ $current }版，而非第{ $expected }版；请重新读取
request-unknown = 已无请求“{ $value }”的记录
export-too-large = 导出数据超过 { $limit } 字节，不保存为文件
export-busy = 暂时无法生成导出文件，请一分钟后再试
unauthenticated = 请重新登录
refresh-token-unknown = 请重新登录：此设备已不再被识别
session-over = 您的会话已结束，请重新登录
refresh-token-reused = 可能有人复制了您的登录，因此已将其终止；请重新登录
session-unknown = 您没有这样的会话
proof-required = 请求缺少此设备的证明，请重试
proof-invalid = 此设备的证明与请求不符，请重试
proof-stale = 此设备的时钟相差 { $seconds } 秒，请校准后重试
proof-replayed = 请求被发送了两次，请重试
phone-invalid = 这不是手机号码：请连同国家代码一起填写，例如 +999 555 0100 12
sms-country-not-served = 我们不向以 +{ $value } 开头的号码发送短信：{ $dial ->
        [none] 请到任一海关办公室询问
       *[other] 请拨打 { $dial }
    }
code-too-soon = 刚刚已发送验证码：请等待 { $seconds } 秒后再索取
code-limit-reached = 每天最多发送 { $limit } 个验证码：请在 { $seconds } 秒后再试，或{ $dial ->
        [none] 请到任一海关办公室询问
       *[other] 请拨打 { $dial }
    }
sms-busy = 索取验证码的人过多：请在 { $seconds } 秒后再试，或{ $dial ->
        [none] 请到任一海关办公室询问
       *[other] 请拨打 { $dial }
    }
sms-stopped = 目前不向此号码发送验证码：{ $dial ->
        [none] 请到任一海关办公室询问
       *[other] 请拨打 { $dial }
    }
sms-not-sent = 短信未能发送：请一分钟后再试，或{ $dial ->
        [none] 请到任一海关办公室询问
       *[other] 请拨打 { $dial }
    }
code-wrong = 验证码不对；剩余次数：{ $left }
code-expired = 该验证码已失效：请重新索取
code-invalid = 验证码为六位数字
code-required = 此操作需要验证码：请先索取
device-too-new = 此设备首次登录不足一天：请在 { $until } 之后再试，或使用您原有的设备
phone-taken = 该号码已属于他人：请到任一海关办公室询问
phone-not-proven = 您没有已验证的电话号码：请先用号码登录
mandate-unknown = 您没有该项委托
company-unknown = 您不代表该公司
company-not-confirmed = 该公司尚未确认：请到任一海关办公室出示公司证件
tin-invalid = 纳税人识别号为 4 至 20 位字母和数字
tin-taken = 该纳税人识别号的公司已确认：请其管理员添加您
company-name-invalid = 公司名称为一行 2 至 120 个字符
consignment-invalid = 货物批次编号为 3 至 35 位字母、数字及 - / .
mandate-empty = 委托必须允许某些事项
mandate-caps-invalid = 两个上限须用同一货币，且每日上限不得低于单笔上限
mandate-period-invalid = 委托应从现在或以后开始并在其后结束，最迟为 { $until }
mandate-oneself = 不能用委托代表自己
company-last-admin = 公司至少保留一名管理员：请先添加另一名
mandate-too-many = 最多 { $limit } 个：请先结束一些
mandate-state = 委托处于 { $state } 状态时不能这样做
mandate-frozen = 该委托已停止：只有委托人可以恢复
mandate-not-yet = 该委托在 { $from } 之前无效
mandate-scope = 该委托不允许此事项（{ $act }）
mandate-consignment = 该委托用于另一批货物
mandate-currency = 该委托仅允许以 { $allowed } 支付
mandate-payment-cap = 该委托每笔最多允许 { $limit }
mandate-day-cap = 该委托每日允许 { $limit }，还剩 { $left }
mandate-none = 您没有他们允许此事项的委托
forbidden = 您的角色无权进行此操作：请联系您所在办公室的管理员
person-unknown = 没有此人：请核对您得到的名称
role-grant-unknown = 该角色或提议已不存在：请重新查看列表
second-person-needed = 须由另一位管理员同意：提议角色的人和获得角色的人均不可
role-past = 该角色在开始之前就会结束：请选择更晚的日期
admin-exists = 已有管理员：请向其申请该角色
machine-unknown = 您没有这样的机器账户
machine-key-unknown = 此机器账户没有这样的有效密钥
machine-name-invalid = 机器账户需要一行 1 到 60 个字符的名称
machine-scopes-missing = 请至少选择一项此机器账户可以做的事
machine-limit-reached = 您已有 { $limit } 个机器账户，已达上限：请停用一个不再需要的账户
machine-key-limit-reached = 此机器账户已有 { $limit } 个密钥，已达上限：请先吊销一个
machine-key-invalid = 这不是 JWK 格式的 Ed25519 或 P-256 公钥：请去掉私钥部分后重试
machine-key-known = 此机器账户已有该密钥
possession-not-proven = 此操作要求机器证明其密钥：请以 DPoP 方式发送令牌并附上新的证明
passkey-refused = 此通行密钥无法在此使用：请重新开始，或用您的电话号码登录
passkey-unknown = 您没有这样的通行密钥
passkey-limit-reached = 您已有 { $limit } 个通行密钥，已达上限：请删除一个不再使用的
staff-email-invalid = 这不是电子邮箱地址：请按 name@office.example 的形式填写
staff-name-invalid = 姓名为一行 1 至 100 个字符
staff-password-unfit = 请设置 12 至 128 个字符的密码，且不得包含您邮箱地址 @ 之前的部分
staff-token-unknown = 此激活令牌已失效：请向给您令牌的同事索取新的
staff-email-differs = 该邀请属于另一个邮箱地址：请使用收到邀请的地址
staff-email-taken = 此邮箱地址已有账户
staff-exists = 已有工作人员账户：请同事邀请您
staff-code-wrong = 验证码不对：请检查手机时钟，并输入应用当前显示的验证码
staff-sign-in-wrong = 邮箱地址、密码与验证码不符：请核对后输入应用显示的下一个验证码；如确定无误，请使用恢复码
staff-sign-in-later = 失败次数过多：请在 { $seconds } 秒后再试，或使用您曾登录过的设备
staff-second-factor-required = 除密码外，请提供应用的验证码或一个恢复码
staff-unknown = 没有该名称的有效工作人员账户
staff-session-required = 此项仅供工作人员使用：请用邮箱地址、密码和应用的验证码登录
staff-oidc-off = 此处未启用通过单位身份提供方登录：请用密码和应用的验证码登录
staff-oidc-refused = 单位的身份提供方未能确认您的工作人员账户：请在同一设备上重新开始；如无账户，请同事邀请您
unavailable = 暂时无法使用，请稍后再试
storage-full = 目前无法保存，请稍后再试
storage-read-only = 目前无法保存，请稍后再试
rate-limited = 请求过于频繁：请等待 { $seconds } 秒后再试
erasure-holds-office = 您在此担任公职，公职人员的行为记录须予保留：请联系主管部门
origin-input-invalid = { $value } 不是此处可用的优惠安排、国家或问题：请按收到的原样发送，并附上合适的回答
origin-country-not-member = { $value } 不在此优惠安排之内，在那里制造的货物不能据此享受优惠：其成员为 { $allowed }
origin-amount-invalid = { $value } 的数额无法使用：数额须为零或以上，价格或重量须大于零
origin-input-too-long = 共有 { $found } 项，最多可有 { $limit } 项：请将同一编码的小额材料合并
classification-answer-invalid = { $value } 不是此处提出的问题，或不是所提供的回答：请按收到的原样发送
classification-answers-too-many = 共有 { $found } 个回答，而最多提出 { $limit } 个问题：请用更完整的描述重新开始
enquiry-unknown = 没有此咨询，或编号与 PIN 不符：请核对两者
enquiry-locked = 错误次数过多：请在 { $seconds } 秒后再试
enquiry-state = 咨询处于 { $state } 状态时不能这样做
enquiry-version-conflict = 您阅读后有人改动了此咨询：请重新阅读（版本 { $current }，您的是 { $expected }）
enquiry-text-invalid = 请写 1 至 { $limit } 个字符
enquiry-key-invalid = 应用的密钥须为随机的 22 至 64 个字母和数字
enquiry-key-reused = 此密钥已用于另一咨询：请生成新的
enquiry-email-invalid = 这不是电子邮件地址：请写成 name@office.example 的形式
enquiry-name-invalid = 姓名为一行 1 至 100 个字符
enquiry-too-many = 最多 { $limit } 个：请明天再试，或先结束一些
enquiry-channel-invalid = 此处不能用这种方式：请另选一种
enquiry-reminders-missing = 请先提醒提问者 { $limit } 次；目前 { $found } 次
enquiry-conflict-of-interest = 该官员与此咨询有利害关系，不得答复：请另选一人
enquiry-duplicate-invalid = 咨询不能与自身重复：请指明先前的咨询
enquiry-second-person = 须由另一人同意：不能是答复的起草人
enquiry-supervisor-needed = 这需要主管
enquiry-not-assigned = 此咨询由另一官员处理：请找该官员或主管
enquiry-queue-unknown = 没有此队列：请查看列表
enquiry-queue-invalid = 队列名称由小写字母、数字和连字符组成，标题为 1 至 100 个字符
enquiry-officer-unknown = 此人在咨询台没有职务：请找管理员
enquiry-nobody-free = 没有懂此语言和主题的空闲官员：请找主管
enquiry-personal-left = 请删去能看出提问者的内容：姓名、号码、邮箱地址
enquiry-public-reply-unknown = 尚无人为此答复撰写公开文本：请先撰写
enquiry-public-reply-state = 该文本正在发布、已经发布，或本就是该语言：请重新读取
enquiry-translations-missing = 缺少 { $found } 个译文：请先补上
enquiry-publication-taken = 此名称下已发布其他内容：请另选名称
enquiry-public-text-invalid = 请给出名称、1 至 200 个字符的标题及其依据的法律
enquiry-gap-unknown = 没有这个缺口：请查看列表
enquiry-gap-closed = 此缺口已关闭
enquiry-gap-place = 请写明发布的文本或答案所在之处；不公开的内容则不写
