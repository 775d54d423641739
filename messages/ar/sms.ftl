sms-code-view = { $code } رمز الجمارك للاطلاع على ملفك، صالح { $minutes } دقائق. لن يطلبه موظف.
sms-code-lodge = { $code } رمز الجمارك لتقديم بيان، صالح { $minutes } دقائق. لن يطلبه موظف.
sms-code-pay = { $code } رمز الجمارك للدفع، صالح { $minutes } دقائق. لن يطلبه موظف.
sms-code-pay-amount = { $code } رمز الجمارك لدفع { $amount }، صالح { $minutes } دقائق. لن يطلبه موظف.
sms-code-mandate = { $code } رمز الجمارك لتوكيل شخص عنك، صالح { $minutes } دقائق. لن يطلبه موظف.
sms-code-change-phone = { $code } رمز الجمارك لتغيير رقم هاتفك، صالح { $minutes } دقائق. لن يطلبه موظف.
alert-session-stolen = الجمارك: ربما نُسخ دخولك فأنهيناه. سجّل الدخول من جديد.
alert-mandate-proposed = الجمارك: عُرض عليك توكيل. سجّل الدخول لتقبله أو ترفضه.
alert-mandate-accepted = الجمارك: قُبل أحد توكيلاتك. لإيقاف الكل أجب STOP.
alert-mandate-used = الجمارك: تصرّف وكيلك باسمك. إن كان خطأً فأجب STOP لإيقاف كل التوكيلات.
alert-mandates-frozen = الجمارك: أوقفت كل توكيلاتك، ولا يتصرف أحد باسمك حتى تعيدها.
alert-answer-changed = الجمارك: تغير جواب تتابعه. سجّل الدخول للاطلاع عليه.
alert-deferment-overdue = الجمارك: لم يُدفع كشف حساب التأجيل في موعده فأوقف الحساب. ادخل لدفعه.
alert-claim-question = الجمارك: مطلوب منك مستندات لطلب الاسترداد. ادخل لتعرف ما هي.
alert-claim-overdue = الجمارك: لم يُبت في طلب استردادك في موعده. ادخل لترى حالته.
sms-code-erase = { $code } رمز الجمارك لمحو بياناتك، صالح { $minutes } دقائق. لن يطلبه موظف.
payment-request = الجمارك: طلب دفع { $amount }{ $name ->
    [none] {""}
   *[other] {" "}عن { $name }
    }: { $purpose }. الإشعار { $reference }
payment-request-short = طلب دفع { $amount }{ $name ->
    [none] {""}
   *[other] {" "}عن { $name }
    }: { $purpose }. رقم { $reference }
