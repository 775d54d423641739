# What a payer reads of a payment, by where it stands.
payment-state-created = 尚未要求您付款。请选择付款方式。
payment-state-awaiting-payer = 请您操作:请在 { $until } 之前完成付款。
payment-state-submitted = 付款正由支付机构处理。请勿再次付款:结果会显示在这里。
payment-state-authorised = 款项已冻结,尚未扣取。请勿再次付款。
payment-state-capture-pending = 正在收取款项。请勿再次付款。
payment-state-captured = 已付款。您可以向任何人出示收据。
payment-state-unknown = 支付机构尚未答复。请勿再次付款:我们会继续查询,结果会显示在这里。
payment-state-conflicted = 支付机构报告的金额与要求的金额不同。请勿再次付款:工作人员正在处理。
payment-state-declined = 支付机构未接受本次付款,未扣取任何款项。您可以再试一次。
payment-state-cancel-pending = 正在取消付款。在确定未扣款之前,请勿再次付款。
payment-state-cancelled = 已取消。未为此通知书扣取任何款项。
payment-state-expire-pending = 本次付款已超过时限。在确定未扣款之前,请勿再次付款。
payment-state-expired = 在您付款之前,本次付款已超过时限。未扣取任何款项;您可以重新付款。
payment-state-capture-error = 款项已冻结,但未能收取。请勿再次付款:工作人员正在处理。
