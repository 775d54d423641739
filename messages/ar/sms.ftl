sms-code-view = { $code } رمز الجمارك للاطلاع على ملفك، صالح { $minutes } دقائق. لن يطلبه موظف.
sms-code-lodge = { $code } رمز الجمارك لتقديم بيان، صالح { $minutes } دقائق. لن يطلبه موظف.
sms-code-pay = { $code } رمز الجمارك للدفع، صالح { $minutes } دقائق. لن يطلبه موظف.
sms-code-pay-amount = { $code } رمز الجمارك لدفع { $amount }، صالح { $minutes } دقائق. لن يطلبه موظف.
sms-code-mandate = { $code } رمز الجمارك لتوكيل شخص عنك، صالح { $minutes } دقائق. لن يطلبه موظف.
sms-code-change-phone = { $code } رمز الجمارك لتغيير رقم هاتفك، صالح { $minutes } دقائق. لن يطلبه موظف.
sms-code-erase = { $code } رمز الجمارك لمحو بياناتك، صالح { $minutes } دقائق. لن يطلبه موظف.
