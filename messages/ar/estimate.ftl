estimate-title = تقدير { $code }
estimate-heading = ما ستكلفه هذه البضائع
estimate-notice = هذه معلومات وليست قراراً. الجمارك هي التي تحدد المستحق عند التصريح بالبضائع، وتبين هذه الصفحة ما تعطيه القواعد المنشورة لما ذُكر هنا.
estimate-total = المجموع
estimate-code = الرمز
estimate-direction = الاتجاه
estimate-flow = { $state ->
        [export] تصدير
       *[other] استيراد
    }
estimate-day = قواعد وأسعار صرف يوم
estimate-known = كما نُشرت حتى
estimate-until = محفوظ حتى
estimate-line = البند { $value }: { $code }
estimate-country = البلد
estimate-value = { $value ->
        [customs-value] القيمة الجمركية
        [fob-value] القيمة على ظهر السفينة
        [freight] أجرة النقل
        [insurance] التأمين
        [retail-price] سعر التجزئة
       *[other] { $value }
    }
estimate-quantity = الكمية
estimate-documents = المستندات المتوفرة
estimate-additional-codes = الرموز الإضافية
estimate-claim = المطلوب
estimate-answer = { $state ->
        [yes] نعم
       *[other] لا
    }
estimate-tax = الضريبة والقانون
estimate-rate = النسبة ووعاؤها
estimate-amount = المبلغ
estimate-share = حصة هذا البند من مبلغ واحد لعدة بنود
estimate-line-total = مجموع البند
estimate-needed = مطلوب أيضاً وغير محسوب هنا
estimate-control = { $state ->
        [prohibition] محظور:
        [supplementary-unit] صرّح بهذه الوحدة أيضاً:
       *[other] ترخيص أو شهادة أو فحص:
    }
estimate-exchange = أسعار الصرف
estimate-exchange-rate = 1 { $code } يساوي { $value } { $current } من { $from } { $until ->
        [none] فصاعداً
       *[other] إلى ما قبل { $until }
    } ({ $act })
estimate-left-out = لا يشمل المجموع ما تطلبه الجهات مقابل خدماتها ولا التخزين ولا النقل ولا أي شيء لا تذكره هذه الصفحة.
estimate-again = لحسابه بقواعد اليوم أو لمقارنته بما قررته الجمارك، أعطِ رمزه في التطبيق أو في نقطة الاستعلام.
estimate-unknown-title = لا يوجد تقدير كهذا
estimate-not-found = لا يوجد تقدير محفوظ بهذا الرمز. قارن الرمز بما أُعطيت حرفاً حرفاً، أو احسب التقدير من جديد.
estimate-over-title = انتهى هذا التقدير
estimate-over = كان محفوظاً حتى يومه الأخير وقد مضى. ربما تغيرت القواعد والأسعار منذ ذلك الحين: احسبه من جديد.
