# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""Files of banks, made after what is told of them in public.

Names, numbers and texts are invented. For each profile a file and, for each
statement in it, account, currency, amounts, balances and what is not booked.
"""

TABLES = {
    'bcge': ("""\
IBAN :;CH93 0076 2011 6238 5295 7
Date;Libellé;Débit;Crédit;Valeur;Solde
05.11.2026;"Virement de Martin Anne, F2026-00012";;1'250.50;05.11.2026;2'150.50
03.11.2026;Loyer cabinet;1'100.00;;03.11.2026;900.00
""", [
        ('CH9300762011623852957', None, ['1250.50', '-1100.00'],
            ('2000.00', '2150.50'), 0)]),
    'ubs': ("""\
Account number:;0243 00116636.40;
IBAN:;CH93 0076 2011 6238 5295 7;
From:;2026-11-01;
Until:;2026-11-06;
Valued in:;CHF;

Trade date;Trade time;Booking date;Value date;Currency;Debit;Credit;\
Individual amount;Balance;Transaction no.;Description1;Description2;\
Description3;Footnotes;
2026-11-06;12:27:27;;2026-11-06;CHF;-25.30;;;;9999037BN1227267;\
"Cantine";"Debit card payment";;;
2026-11-05;;2026-11-05;2026-11-05;CHF;;176.35;;1051.05;9999340ZC2552123;\
"Martin Anne;Rue du Lac 1";"Credit";"QRR: 210000000003139471430009017";;
2026-11-04;;2026-11-04;2026-11-04;CHF;-125.30;;;874.70;9940839LP4963780;\
"Two orders";"e-banking order";;;
;;;;CHF;;;-100.00;;9940839LP4963780;"Lab";;;;
;;;;CHF;;;-25.30;;9940839LP4963780;"Energy";;;;
""", [
        ('CH9300762011623852957', 'CHF', ['176.35', '-100.00', '-25.30'],
            ('1000.00', '1051.05'), 1)]),
    'ubs_account': ("""\
Valuation date;Banking relationship;Portfolio;Product;IBAN;Ccy.;Date from;\
Date to;Description;Trade date;Booking date;Value date;Description 1;\
Description 2;Description 3;Transaction no.;\
Exchange rate in the original amount in settlement currency;\
Individual amount;Debit;Credit;Balance
06.11.2026;0243 00116636;;0243 00116636.40;CH93 0076 2011 6238 5295 7;CHF;\
01.11.2026;06.11.2026;UBS Business Account;05.11.2026;05.11.2026;05.11.2026;\
Credit;Martin Anne;F2026-00012;ZC1;;;;1'000.00;1'900.00
06.11.2026;0243 00116636;;0243 00116636.40;CH93 0076 2011 6238 5295 7;CHF;\
01.11.2026;06.11.2026;UBS Business Account;04.11.2026;04.11.2026;04.11.2026;\
Order;Lab;;ZC0;;;100.00;;900.00
""", [
        ('CH9300762011623852957', 'CHF', ['1000.00', '-100.00'],
            ('1000.00', '1900.00'), 0)]),
    'neon': ("""\
"Date";"Amount";"Original amount";"Original currency";"Exchange rate";\
"Description";"Subject";"Category";"Tags";"Wise";"Spaces"
"2026-11-02";"50.00";"";"";"";"Anna Muster";"F2026-00012";"income";"";"no";"no"
"2026-11-03";"-21.37";"-22.50";"EUR";"0.9498";"Café";"";"food";"";"no";"no"
""", [
        ('', None, ['50.00', '-21.37'], (None, None), 0)]),
    'yuh': ("""\
DATE;ACTIVITY TYPE;ACTIVITY NAME;DEBIT;DEBIT CURRENCY;CREDIT;CREDIT CURRENCY;\
CARD NUMBER;LOCALITY;RECIPIENT;SENDER;FEES/COMMISSION
02/11/2026;PAYMENT_TRANSACTION_IN;"Martin";;;50.00;CHF;;;;"Martin Anne";
03/11/2026;PAYMENT_TRANSACTION_IN;"Meier";;;40.00;EUR;;;;"Meier";
04/11/2026;PAYMENT_TRANSACTION_OUT;"Loyer";-1000.00;CHF;;;;;"Regie";;
05/11/2026;BANK_ORDER_EXECUTED;"Change";-95.00;CHF;100.00;EUR;;;;;
""", [
        ('', 'CHF', ['50.00', '-1000.00', '-95.00'], (None, None), 0),
        ('', 'EUR', ['40.00', '100.00'], (None, None), 0)]),
    'revolut': ("""\
Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,\
State,Balance
TRANSFER,Current,2026-11-01 10:00:00,2026-11-02 10:00:00,To Lab,-100.00,1.00,\
EUR,COMPLETED,899.00
CHARGE,Current,2026-11-01 10:00:00,2026-11-03 10:00:00,Plan fee,0.00,9.00,\
EUR,COMPLETED,890.00
TRANSFER,Current,2026-11-04 09:00:00,,From Petit,60.00,0.00,EUR,PENDING,
TRANSFER,Current,2026-11-04 10:00:00,2026-11-04 10:00:05,From Martin,50.00,\
0.00,EUR,COMPLETED,940.00
""", [
        ('', 'EUR', ['-100.00', '-1.00', '-9.00', '50.00'],
            ('1000.00', '940.00'), 1)]),
    'revolut_business': ("""\
Date started (UTC),Date completed (UTC),ID,State,Type,Description,Payer,\
Amount,Fee,Balance,Payment currency
2026-11-02,2026-11-02,tx_2,COMPLETED,TRANSFER,To Lab,,-100.00,0.20,938.80,EUR
2026-11-01,2026-11-01,tx_1,COMPLETED,TOPUP,Payment from Martin,Anne Martin,\
139.00,0.00,1039.00,EUR
""", [
        ('', 'EUR', ['-100.00', '-0.20', '139.00'],
            ('900.00', '938.80'), 0)]),
    'wise': ("""\
"TransferWise ID",Date,Amount,Currency,Description,"Payment Reference",\
"Running Balance","Exchange From","Exchange To","Exchange Rate","Payer Name",\
"Payee Name","Payee Account Number",Merchant,"Card Last Four Digits",\
"Card Holder Full Name",Attachment,Note,"Total fees"
TRANSFER-1,03-11-2026,-101.00,EUR,Sent money to Lab,inv,899.00,EUR,EUR,,,Lab,\
DE89370400440532013000,,,,,,1.00
TRANSFER-2,02-11-2026,50.00,EUR,Received money from Martin,F2026-00012,\
1000.00,,,,Martin,,,,,,,,0.00
""", [
        ('', 'EUR', ['-100.00', '-1.00', '50.00'], ('950.00', '899.00'), 0)]),
    'qonto': ("""\
Status,Settlement date (UTC),Operation date (UTC),Total amount (incl. VAT),\
Currency,Counterparty name,Payment method,Transaction ID,IBAN,Reference,\
Category,Note
settled,02-11-2026 10:11:12,02-11-2026 10:11:12,"50,00",EUR,Martin,transfer,\
t1,FR7630003012340005012345665,F2026-00012,,
processing,,04-11-2026 08:00:00,"60,00",EUR,Petit,transfer,t2,\
FR7630003012340005012345665,F2026-00013,,
declined,,05-11-2026 08:00:00,"70,00",EUR,Leroy,card,t3,\
FR7630003012340005012345665,F2026-00014,,
""", [
        ('FR7630003012340005012345665', 'EUR', ['50.00'], (None, None), 2)]),
    'n26': ("""\
"Booking Date","Value Date","Partner Name","Partner Iban",Type,\
"Payment Reference","Account Name","Amount (EUR)","Original Amount",\
"Original Currency","Exchange Rate"
2026-11-02,2026-11-02,"Anne Martin",FR7630003012340005012345665,\
"Credit Transfer",F2026-00012,"Main Account",50.00,,,
2026-11-03,2026-11-04,"Shop",,Presentment,,"Main Account",-15.00,15.00,EUR,1
""", [
        ('', 'EUR', ['50.00', '-15.00'], (None, None), 0)]),
    'banque_postale': ("""\
Numéro Compte   :;1234567A020
Type         :;CCP
Compte tenu en  :;euros
Date            :;30/11/2026
Solde (EUROS)   :;1 234,56

Date;Libellé;Montant(EUROS);Montant(FRANCS)
02/11/2026;VIREMENT DE MME MARTIN REF F2026-00012;50,00;327,98
03/11/2026;PRELEVEMENT DE ENERGIE;-20,00;-131,19
""", [
        ('1234567A020', 'EUR', ['50.00', '-20.00'], (None, None), 0)]),
    'credit_agricole': ("""\
Téléchargement du 26/11/2026;

M. EXEMPLE;
Compte de Dépôt carte n° 12345678901;
Solde au 26/11/2026 1 234,56 €

Liste des opérations du compte entre le 01/11/2026 et le 26/11/2026;

Date;Libellé;Débit euros;Crédit euros;
02/11/2026;"VIREMENT EN VOTRE FAVEUR
MARTIN ANNE
F2026-00012
";;1 250,00;
03/11/2026;"PRELEVEMENT
LOYER";1 000,00;;
""", [
        ('12345678901', 'EUR', ['1250.00', '-1000.00'], (None, None), 0)]),
    'boursobank': ("""\
dateOp;dateVal;label;suggestedLabel;category;categoryParent;amount;comment;\
accountNum;accountLabel;accountbalance;mark
2026-11-02;2026-11-02;"VIR F2026-00012 | MARTIN";"Martin";"x";"y";"1 250,00";\
;00040123456;"BoursoBank";1230.00;
2026-11-03;2026-11-03;"PRLV ENERGIE";"Energie";"x";"y";-20,00;;00040123456;\
"BoursoBank";1230.00;
""", [
        ('00040123456', None, ['1250.00', '-20.00'], (None, None), 0)]),
    'societe_generale': ("""\
="0123456789";01/11/2026;26/11/2026;2;26/11/2026;1 234,56 EUR

Date de l'opération;Libellé;Détail de l'écriture;Montant de l'opération;Devise
02/11/2026;VIR RECU;VIR RECU DE MARTIN F2026-00012;50,00;EUR
03/11/2026;PRLV;PRLV ENERGIE;-20,00;EUR
""", [
        ('', 'EUR', ['50.00', '-20.00'], (None, None), 0)]),
    'bnp': ("""\
Compte de chèques;****1234;Solde au 26/11/2026;1 234,56
02/11/2026;VIREMENT RECU;VIR SEPA;MARTIN F2026-00012;50,00
03/11/2026;PRELEVEMENT;PRLV SEPA;ENERGIE;-20,00
""", [
        ('', None, ['50.00', '-20.00'], (None, None), 0)]),
    }
