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
