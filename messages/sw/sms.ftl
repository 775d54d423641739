sms-code-view = { $code } ni namba yako ya siri ya forodha ya kuona mambo yako. Inafaa kwa dakika { $minutes }. Usimpe mtu: hakuna afisa wa forodha atakayeiomba.
sms-code-lodge = { $code } ni namba yako ya siri ya forodha ya kuwasilisha tamko. Inafaa kwa dakika { $minutes }. Usimpe mtu: hakuna afisa wa forodha atakayeiomba.
sms-code-pay = { $code } ni namba yako ya siri ya forodha ya kulipa. Inafaa kwa dakika { $minutes }. Usimpe mtu: hakuna afisa wa forodha atakayeiomba.
sms-code-pay-amount = { $code } ni namba yako ya siri ya forodha ya kulipa { $amount }. Inafaa kwa dakika { $minutes }. Usimpe mtu: hakuna afisa wa forodha atakayeiomba.
sms-code-mandate = { $code } ni namba yako ya siri ya forodha ya kumruhusu mtu akuwakilishe. Inafaa kwa dakika { $minutes }. Usimpe mtu: hakuna afisa wa forodha atakayeiomba.
sms-code-change-phone = { $code } ni namba yako ya siri ya forodha ya kubadili namba ya simu. Inafaa kwa dakika { $minutes }. Usimpe mtu: hakuna afisa wa forodha atakayeiomba.
sms-code-erase = { $code } ni namba yako ya siri ya forodha ya kufuta taarifa zako. Inafaa kwa dakika { $minutes }. Usimpe mtu: hakuna afisa wa forodha atakayeiomba.
