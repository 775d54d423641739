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
parts-plan-open = 分期支付至 { $until }:尚余 { $owed }。全部付清之前不予放行。届时未付清的,已付款项退还付款人。
parts-plan-complete = 各期均已付清。
parts-plan-expired = 最后一日已过而各期未付清。已付款项退还付款人,全部金额重新应付。
parts-plan-withdrawn = 计划已撤回。已付款项退还付款人,全部金额重新应付。
parts-plan-void = 海关已撤回通知书。已付款项退还付款人。
receipt-valid = 此收据由我们签发,未经更改。它说明签发时已支付的款项。
receipt-not-valid = 这不是我们的收据,或已被更改。请勿采信。
receipt-page-title = 收据 { $code }
receipt-page-heading = 收据
receipt-page-copy = 打印副本。收据本身就是方形码所含的内容:任何人都可以核验,没有网络也可以。
receipt-page-total = 已付
receipt-page-number = 编号
receipt-page-issued = 开具时间
receipt-page-notice = 缴款通知
receipt-page-declaration = 报关单
receipt-page-debtor = 欠款人
receipt-page-provider = 付款渠道
receipt-page-law = 法律
receipt-page-code = 代码
receipt-page-tax = { $state ->
        [duty] 关税
        [vat] 增值税
        [excise] 消费税
        [penalty] 罚款
       *[interest] 利息
    }
receipt-page-fee = { $value } 的费用
receipt-page-qr = 已签名收据的二维码,可供扫描
credit-page-title = 贷记单 { $code }
credit-page-heading = 贷记单
credit-page-mark = 这不是收据:它说明某张收据的款项已退还或被收回。打印副本。贷记单本身就是方形码所含的内容:任何人都可以核验,没有网络也可以。
credit-page-total = 已退
credit-page-receipt = 所冲销的收据
credit-page-why = 原因
credit-page-reason = { $state ->
        [repaid] 款项已退还
        [cancelled] 收据开具有误
       *[reversed] 支付机构收回了款项
    }
credit-page-provider = 退款渠道
credit-page-qr = 已签名贷记单的二维码,可供扫描
receipt-page-unknown-title = 没有这张收据
receipt-page-unknown = 此代码没有对应的收据。请逐一核对您收到的字母和数字。
repayment-state-requested = 工作人员正在审核。结果会显示在这里。
repayment-state-rejected = 工作人员已拒绝。请向办事处询问原因,或补齐所需内容后重新申请。
repayment-state-approved = 已批准,正在发送。
repayment-state-submitted = 正在途中。银行可能需要几天。
repayment-state-succeeded = 已支付。贷记通知单可以证明。
repayment-state-failed = 未能支付或被退回。款项仍应付给您:工作人员正在选择其他方式。
repayment-state-unknown = 已发送,尚未收到明确答复。不会重复发送:我们会继续查询。
claim-state-lodged = 工作人员正在决定。期限会显示在这里。
claim-state-waiting-for-trader = 工作人员请您补充材料。在您补充之前,决定期限暂停计算。
claim-state-decided = 已作出决定。请查看其中每一笔退款。
claim-state-paid = 所有获批的款项都已支付。
claim-state-withdrawn = 您已撤回。不再申请其中任何款项。
repayment-rejection-nothing-overpaid = 已付款项原本应付。
repayment-rejection-not-proved = 所提供的单证不能证明申请所述内容。
repayment-rejection-conditions-not-met = 未满足该制度或减免的条件。
repayment-rejection-too-late = 申请超过了法律规定的期限。
repayment-rejection-not-entitled = 该款项应归他人。
repayment-rejection-given-back-already = 款项已退还,或正通过另一申请退还。
repayment-rejection-withdrawn = 该申请已被撤回。
repayment-appeal = 您可以申诉:先向作出决定的机关提出,再向独立机构或法院提出(世贸组织《贸易便利化协定》第4条)。请向咨询点询问在何处、在何时之前提出。
receipt-partly-repaid = 此收据由我们签发,未经更改。此后已退还部分款项。
receipt-repaid = 此收据由我们签发,未经更改,但此后已退还全部款项。它不再证明任何付款。
receipt-reversed = 此收据由我们签发,未经更改,但此后支付机构已收回款项。它不再证明任何付款。
demand-not-named = 通知书未说明“{ $code }”是哪一项已公布的费用。付款前请询问:未公布的费用不得收取。
demand-not-published = 通知书为“{ $code }”所指的名称下没有已公布的费用。付款前请询问:未公布的费用不得收取。
demand-published-later = “{ $code }”于 { $from } 公布,晚于核定日。付款前请询问:费用公布前不得收取。
demand-other-authority = 通知书为“{ $code }”所指的已公布费用属于 { $value } 以外的其他机关。付款前请询问。
demand-question = 付款通知书 { $reference } 要求我缴纳 { $value } 的费用“{ $code }”。该费用在核定之前公布于何处?依据哪部法律可以收取?
assessment-question = 付款通知书 { $reference } 与我的估算 { $code } 不一致,差额中有 { $left } 没有理由。请复核该核定。
