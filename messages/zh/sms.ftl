sms-code-view = { $code } 是您查看本人事务的海关验证码，{ $minutes } 分钟内有效。请勿告知他人，海关人员绝不会索要。
sms-code-lodge = { $code } 是您提交申报的海关验证码，{ $minutes } 分钟内有效。请勿告知他人，海关人员绝不会索要。
sms-code-pay = { $code } 是您付款的海关验证码，{ $minutes } 分钟内有效。请勿告知他人，海关人员绝不会索要。
sms-code-pay-amount = { $code } 是您支付 { $amount } 的海关验证码，{ $minutes } 分钟内有效。请勿告知他人，海关人员绝不会索要。
sms-code-mandate = { $code } 是您授权他人代办的海关验证码，{ $minutes } 分钟内有效。请勿告知他人，海关人员绝不会索要。
sms-code-change-phone = { $code } 是您更换电话号码的海关验证码，{ $minutes } 分钟内有效。请勿告知他人，海关人员绝不会索要。
alert-session-stolen = 海关：您的登录可能被复制，已被终止，请重新登录。
alert-mandate-proposed = 海关：有人向您提出委托，请登录后接受或拒绝。
alert-mandate-accepted = 海关：您的一项委托已获接受，请登录查看。如需全部停止，请回复 STOP。
alert-mandate-used = 海关：您的代理人已以您的名义办理事务，请登录查看。如有误请回复 STOP，所有委托立即停止。
alert-mandates-frozen = 海关：您的所有委托已停止，在您登录恢复之前，无人可代您办理。
alert-answer-changed = 海关：您关注的一项答复现已改变，请登录查看。
alert-deferment-overdue = 海关：您的延期账户对账单未按期支付，账户已停用。请登录查看并支付。
alert-claim-question = 海关：您的退款申请需补充单证，补充前暂停处理。请登录查看。
alert-claim-overdue = 海关：您的退款申请未在期限内作出决定，已通知主管人员。请登录查看。
sms-code-erase = { $code } 是您删除个人数据的海关验证码，{ $minutes } 分钟内有效。请勿告知他人，海关人员绝不会索要。
payment-request = 海关：有人请您代缴 { $amount }{ $name ->
    [none] {""}
   *[other] （{ $name }）
    }，{ $purpose }。通知书 { $reference }，确认后再付。
payment-request-short = 海关：请代缴 { $amount }{ $name ->
    [none] {""}
   *[other] （{ $name }）
    }，{ $purpose }，单号 { $reference }
