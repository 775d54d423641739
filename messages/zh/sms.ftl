sms-code-view = { $code } 是您查看本人事务的海关验证码，{ $minutes } 分钟内有效。请勿告知他人，海关人员绝不会索要。
sms-code-lodge = { $code } 是您提交申报的海关验证码，{ $minutes } 分钟内有效。请勿告知他人，海关人员绝不会索要。
sms-code-pay = { $code } 是您付款的海关验证码，{ $minutes } 分钟内有效。请勿告知他人，海关人员绝不会索要。
sms-code-pay-amount = { $code } 是您支付 { $amount } 的海关验证码，{ $minutes } 分钟内有效。请勿告知他人，海关人员绝不会索要。
sms-code-mandate = { $code } 是您授权他人代办的海关验证码，{ $minutes } 分钟内有效。请勿告知他人，海关人员绝不会索要。
sms-code-change-phone = { $code } 是您更换电话号码的海关验证码，{ $minutes } 分钟内有效。请勿告知他人，海关人员绝不会索要。
sms-code-erase = { $code } 是您删除个人数据的海关验证码，{ $minutes } 分钟内有效。请勿告知他人，海关人员绝不会索要。
