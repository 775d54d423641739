# What a payer reads of a payment, by where it stands.
payment-state-created = لم يُطلب منك شيء بعد. اختر طريقة الدفع.
payment-state-awaiting-payer = حان دورك: أكمل الدفع قبل { $until }.
payment-state-submitted = الدفعة لدى مزوّد الخدمة. لا تدفع مرة أخرى: سيظهر هنا ما يؤول إليه الأمر.
payment-state-authorised = المبلغ محجوز ولم يُقتطع بعد. لا تدفع مرة أخرى.
payment-state-capture-pending = يجري تحصيل المبلغ. لا تدفع مرة أخرى.
payment-state-captured = تم الدفع. يمكنك إظهار إيصالك لأي شخص.
payment-state-unknown = لم يصلنا رد من مزوّد الخدمة. لا تدفع مرة أخرى: نواصل السؤال وسيظهر هنا ما نعرفه.
payment-state-conflicted = أبلغ مزوّد الخدمة عن مبلغ غير المبلغ المطلوب منك. لا تدفع مرة أخرى: ينظر موظف في الأمر.
payment-state-declined = لم يقبل مزوّد الخدمة هذه المحاولة ولم يُقتطع شيء. يمكنك المحاولة مرة أخرى.
payment-state-cancel-pending = يجري إلغاء الدفعة. لا تدفع مرة أخرى قبل التأكد من أنه لم يُقتطع شيء.
payment-state-cancelled = أُلغيت. لم يُقتطع شيء لهذا الإشعار.
payment-state-expire-pending = انتهت مهلة هذه الدفعة. لا تدفع مرة أخرى قبل التأكد من أنه لم يُقتطع شيء.
payment-state-expired = انتهت مهلة هذه الدفعة قبل أن تدفع. لم يُقتطع شيء؛ يمكنك الدفع من جديد.
payment-state-capture-error = المبلغ محجوز وتعذّر تحصيله. لا تدفع مرة أخرى: ينظر موظف في الأمر.
parts-plan-open = يُدفع على أجزاء حتى { $until }: بقي { $owed }. لا يُفرج عن شيء قبل دفع الكل. وما لم يكتمل حتى ذلك الحين يُعاد إلى من دفعه.
parts-plan-complete = دُفعت كل الأجزاء.
parts-plan-expired = انقضى اليوم الأخير قبل دفع كل الأجزاء. يُعاد ما دُفع إلى من دفعه، ويصبح المبلغ كله مستحقًا من جديد.
parts-plan-withdrawn = سُحبت الخطة. يُعاد ما دُفع إلى من دفعه، ويصبح المبلغ كله مستحقًا من جديد.
parts-plan-void = سحبت الجمارك الإشعار. يُعاد ما دُفع إلى من دفعه.
receipt-valid = هذا الإيصال صادر عنا ولم يتغير. يقول ما كان مدفوعًا عند إصداره.
receipt-not-valid = هذا ليس إيصالًا منا أو أنه غُيّر. لا تعتمد عليه.
receipt-page-title = إيصال { $code }
receipt-page-heading = إيصال
receipt-page-copy = نسخة مطبوعة. الإيصال نفسه هو ما يحمله الرمز المربع: يستطيع أي شخص التحقق منه ولو بلا شبكة.
receipt-page-total = المدفوع
receipt-page-number = الرقم
receipt-page-issued = تاريخ الإصدار
receipt-page-notice = إشعار الدفع
receipt-page-declaration = البيان الجمركي
receipt-page-debtor = المدين
receipt-page-provider = دُفع عبر
receipt-page-law = القانون
receipt-page-code = الرمز
receipt-page-tax = { $state ->
        [duty] رسم جمركي
        [vat] ضريبة القيمة المضافة
        [excise] ضريبة انتقائية
        [penalty] غرامة
       *[interest] فائدة
    }
receipt-page-fee = رسوم { $value }
receipt-page-qr = الإيصال الموقّع في رمز مربع يمكن مسحه
credit-page-title = إشعار دائن { $code }
credit-page-heading = إشعار دائن
credit-page-mark = هذا ليس إيصالاً: يفيد بأن مالاً من إيصال قد أُعيد أو استُرجع. نسخة مطبوعة. الإشعار نفسه هو ما يحمله الرمز المربع: يستطيع أي شخص التحقق منه ولو بلا شبكة.
credit-page-total = المُعاد
credit-page-receipt = الإيصال المعني
credit-page-why = السبب
credit-page-reason = { $state ->
        [repaid] أُعيد المال
        [cancelled] صدر الإيصال خطأً
       *[reversed] استرجع مقدّم الخدمة المال
    }
credit-page-provider = أُعيد عبر
credit-page-qr = الإشعار الدائن الموقّع في رمز مربع يمكن مسحه
receipt-page-unknown-title = لا يوجد هذا الإيصال
receipt-page-unknown = لا يوجد إيصال بهذا الرمز. قارن كل حرف ورقم بالرمز الذي أُعطي لك.
repayment-state-requested = ينظر الموظفون في الطلب. سيظهر هنا ما يؤول إليه.
repayment-state-rejected = رفضه موظف. اسأل المكتب عن السبب، أو اطلبه من جديد مع ما ينقصه.
repayment-state-approved = تمت الموافقة عليه ويجري إرساله.
repayment-state-submitted = هو في الطريق. قد تستغرق المصارف بضعة أيام.
repayment-state-succeeded = تم دفعه. يثبت ذلك إشعار الدائن.
repayment-state-failed = تعذّر دفعه أو عاد. لا يزال مستحقًا لك: يختار الموظفون طريقة أخرى.
repayment-state-unknown = أُرسل ولم يصل رد واضح بعد. لا يُرسل مرتين: نواصل السؤال.
claim-state-lodged = يبت فيها الموظفون. يظهر لك هنا الموعد.
claim-state-waiting-for-trader = يطلب منك موظف المزيد. تتوقف مهلة القرار إلى أن تضيفه.
claim-state-decided = تم البت فيها. انظر إلى كل استرداد منها.
claim-state-paid = دُفع كل ما تمت الموافقة عليه.
claim-state-withdrawn = سحبتها. لم يعد يُطلب منها شيء.
repayment-rejection-nothing-overpaid = ما دُفع كان مستحقًا.
repayment-rejection-not-proved = لا تثبت المستندات ما تقوله المطالبة.
repayment-rejection-conditions-not-met = لم تُستوف شروط النظام أو الإعفاء.
repayment-rejection-too-late = قُدمت المطالبة بعد المهلة التي يحددها القانون.
repayment-rejection-not-entitled = المال من حق شخص آخر.
repayment-rejection-given-back-already = أُعيد المبلغ من قبل، أو يُعاد بمطالبة أخرى.
repayment-rejection-withdrawn = سُحبت المطالبة.
repayment-appeal = يمكنك الاستئناف: أولًا أمام الإدارة التي اتخذت القرار، ثم أمام سلطة مستقلة أو محكمة (المادة 4 من اتفاق تيسير التجارة). اسأل نقطة الاستعلام أين وإلى متى.
receipt-partly-repaid = هذا الإيصال صادر عنا ولم يتغير. أُعيد جزء من المال بعد ذلك.
receipt-repaid = هذا الإيصال صادر عنا ولم يتغير، لكن المال أُعيد كله بعد ذلك. لم يعد يثبت أي دفع.
receipt-reversed = هذا الإيصال صادر عنا ولم يتغير، لكن مزوّد الخدمة استرد المال بعد ذلك. لم يعد يثبت أي دفع.
demand-not-named = لا يذكر الإشعار أي رسم منشور هو «{ $code }». اسأل قبل الدفع: لا يجوز تحصيل رسم غير منشور.
demand-not-published = لا يوجد رسم منشور بالاسم الذي يذكره الإشعار لـ«{ $code }». اسأل قبل الدفع: لا يجوز تحصيل رسم غير منشور.
demand-published-later = نُشر «{ $code }» في { $from } بعد التقدير. اسأل قبل الدفع: لا يجوز تحصيل رسم قبل نشره.
demand-other-authority = الرسم المنشور الذي يذكره الإشعار لـ«{ $code }» يخص جهة أخرى غير { $value }. اسأل قبل الدفع.
demand-question = في إشعار الدفع { $reference } يُطلب مني الرسم «{ $code }» لصالح { $value }. أين نُشر قبل التقدير، وبموجب أي قانون يجوز تحصيله؟
assessment-question = يختلف إشعار الدفع { $reference } عن تقديري { $code }، ومن الفرق { $left } بلا سبب. أرجو مراجعة التقدير.
