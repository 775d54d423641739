hs-code-invalid = «{ $value }» ليس رمزاً في النظام المنسق: اكتب 2 أو 4 أو 6 أو 8 أو 10 أرقام، مثل 0901 أو 0901.21
language-invalid = «{ $value }» ليس رمز لغة: اكتب حرفين، مثل en أو fr أو sw
language-unknown = لا يوجد شيء منشور بلغة «{ $value }»؛ اختر من { $allowed }
date-invalid = «{ $value }» ليس يوماً في التقويم: اكتبه هكذا 2026-03-01
date-time-invalid = «{ $value }» ليس وقتاً صحيحاً: اكتبه هكذا 2026-03-01T12:00:00Z
publication-id-invalid = «{ $value }» لا يمكن أن يكون معرّف منشور
fact-id-invalid = «{ $value }» لا يصلح اسمًا لرسم أو نموذج أو مكتب أو إجراء أو إشعار أو قرار
decimal-invalid = «{ $value }» ليس مبلغًا: اكتب عددًا مثل 1250 أو 1250.50
authority-code-invalid = «{ $value }» لا يمكن أن يكون رمز جهة
query-empty = اكتب كلمة أو رمزاً واحداً على الأقل للبحث
query-too-long = لا يزيد البحث على { $limit } حرفاً
query-too-complex = لا يزيد البحث على { $limit } كلمة
page-size-invalid = تحتوي الصفحة على 1 إلى { $limit } عنصراً، لا { $first }
cursor-invalid = هذا المؤشر لا يخص هذه القائمة؛ ابدأ من جديد بدونه
period-invalid = اليوم الأخير { $until } ليس بعد اليوم الأول { $from }
period-too-long = اطلب { $limit } يوما على الأكثر في المرة الواحدة، لا { $found }
version-conflict = غيّره شخص آخر: النسخة الآن { $current } وليست { $expected }؛ اقرأه من جديد
request-unknown = لم يعد الطلب «{ $value }» معروفاً
export-too-large = حجم التصدير يزيد على { $limit } بايت ولا يُحفظ كملف
export-busy = لا يمكن إعداد التصدير الآن، يرجى الطلب مرة أخرى بعد دقيقة
unauthenticated = يرجى تسجيل الدخول مرة أخرى
refresh-token-unknown = يرجى تسجيل الدخول مرة أخرى: لم يعد هذا الجهاز معروفاً
session-over = انتهت جلستك، يرجى تسجيل الدخول مرة أخرى
refresh-token-reused = ربما نسخ شخص ما بيانات دخولك، لذلك أُنهيت الجلسة؛ يرجى تسجيل الدخول مرة أخرى
session-unknown = ليست لديك جلسة بهذا الاسم
proof-required = ينقص الطلب إثبات هذا الجهاز؛ يرجى المحاولة مرة أخرى
proof-invalid = إثبات هذا الجهاز لا يطابق الطلب؛ يرجى المحاولة مرة أخرى
proof-stale = ساعة هذا الجهاز تختلف بمقدار { $seconds } ثانية؛ اضبطها ثم حاول مرة أخرى
proof-replayed = أُرسل الطلب مرتين؛ يرجى المحاولة مرة أخرى
phone-invalid = ليس هذا رقم هاتف محمول: اكتبه مع رمز بلده، مثل ‎+999 555 0100 12
sms-country-not-served = لا نرسل رسائل إلى الأرقام التي تبدأ بـ ‎+{ $value }: { $dial ->
        [none] اسأل في أي مكتب جمركي
       *[other] اتصل بالرقم { $dial }
    }
code-too-soon = أُرسل رمز قبل لحظات: انتظر { $seconds } ثانية قبل طلب رمز آخر
code-limit-reached = لا يُرسل أكثر من { $limit } رموز في اليوم: اطلب مجدداً بعد { $seconds } ثانية، أو { $dial ->
        [none] اسأل في أي مكتب جمركي
       *[other] اتصل بالرقم { $dial }
    }
sms-busy = تُطلب رموز كثيرة جداً: اطلب مجدداً بعد { $seconds } ثانية، أو { $dial ->
        [none] اسأل في أي مكتب جمركي
       *[other] اتصل بالرقم { $dial }
    }
sms-stopped = لا تُرسل رموز إلى هذا الرقم حالياً: { $dial ->
        [none] اسأل في أي مكتب جمركي
       *[other] اتصل بالرقم { $dial }
    }
sms-not-sent = تعذّر إرسال الرسالة: اطلب مجدداً بعد دقيقة، أو { $dial ->
        [none] اسأل في أي مكتب جمركي
       *[other] اتصل بالرقم { $dial }
    }
code-wrong = ليس هذا هو الرمز؛ المحاولات الباقية: { $left }
code-expired = لم يعد هذا الرمز صالحاً: اطلب رمزاً جديداً
code-invalid = يتكون الرمز من ستة أرقام
code-required = يلزم رمز لهذا: اطلبه أولاً
device-too-new = سجّل هذا الجهاز الدخول أول مرة قبل أقل من يوم: حاول بعد { $until } أو استخدم جهازاً كان لديك من قبل
phone-taken = هذا الرقم يخص شخصاً آخر: اسأل في أي مكتب جمركي
phone-not-proven = ليس لديك رقم هاتف مثبت: سجّل الدخول برقم أولاً
mandate-unknown = ليس لديك مثل هذا التوكيل
company-unknown = لا تتصرف باسم شركة كهذه
company-not-confirmed = لم تُثبت الشركة بعد: أبرز أوراقها في أي مكتب جمركي
tin-invalid = الرقم الضريبي من 4 إلى 20 حرفاً ورقماً
tin-taken = الشركة ذات هذا الرقم مثبتة من قبل: اطلب من مديريها إضافتك
company-name-invalid = اسم الشركة سطر واحد من حرفين إلى 120 حرفاً
consignment-invalid = مرجع الشحنة من 3 إلى 35 حرفاً ورقماً و - / .
mandate-empty = يجب أن يسمح التوكيل بشيء ما
mandate-caps-invalid = اذكر عملة واحدة للحدين، وحداً يومياً لا يقل عن حد الدفعة
mandate-period-invalid = يبدأ التوكيل الآن أو لاحقاً وينتهي بعد ذلك، في { $until } على الأكثر
mandate-oneself = لا أحد يتصرف عن نفسه بتوكيل
company-last-admin = يبقى للشركة مدير واحد على الأقل: أضف آخر أولاً
mandate-too-many = لا يمكن أن يزيد العدد على { $limit }: أنهِ بعضها أولاً
mandate-state = لا يمكن ذلك ما دام التوكيل في حالة { $state }
mandate-frozen = التوكيل موقوف: لا يعيده إلا من أعطاه
mandate-not-yet = لا يسري التوكيل قبل { $from }
mandate-scope = لا يسمح التوكيل بهذا ({ $act })
mandate-consignment = التوكيل لشحنة أخرى
mandate-currency = يسمح التوكيل بالدفع بعملة { $allowed } فقط
mandate-payment-cap = يسمح التوكيل بمبلغ { $limit } للدفعة على الأكثر
mandate-day-cap = يسمح التوكيل بمبلغ { $limit } في اليوم، بقي منه { $left }
mandate-none = ليس لديك منهم توكيل يسمح بذلك
unavailable = غير متاح مؤقتاً، يرجى المحاولة لاحقاً
storage-full = لا يمكن حفظ أي شيء حالياً، يرجى المحاولة لاحقاً
storage-read-only = لا يمكن حفظ أي شيء حالياً، يرجى المحاولة لاحقاً
