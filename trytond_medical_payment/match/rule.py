# This file is part of Tryton.  The COPYRIGHT file at the top level of
# this repository contains the full copyright notices and license terms.
"""The rules of account_statement_rule, before the search for matches."""
from trytond.pool import Pool, PoolMeta


class Statement(metaclass=PoolMeta):
    __name__ = 'account.statement'

    @classmethod
    def apply_match_rules(cls, statements):
        """Apply the rules to what is not a receipt.

        Rent, salaries and fees have rules; what patients pay is looked for
        among the invoices.
        """
        pool = Pool()
        Line = pool.get('account.statement.line')
        Origin = pool.get('account.statement.origin')
        Rule = pool.get('account.statement.rule')
        super().apply_match_rules(statements)
        rules = Rule.search([])
        if not rules:
            return
        origins, lines = [], []
        for statement in statements:
            if statement.state != 'draft':
                continue
            for origin in statement.origins:
                if origin.lines or origin.is_receipt:
                    continue
                if found := origin.apply_match_rules(rules):
                    origins.append(origin)
                    lines.extend(found)
        Origin.save(origins)
        Line.save(lines)


class StatementOrigin(metaclass=PoolMeta):
    __name__ = 'account.statement.origin'

    def apply_match_rules(self, rules):
        "Return the lines of the first rule that matches"
        for rule in rules:
            keywords = rule.match(self)
            if keywords:
                self.keywords = keywords
                return list(rule.apply(self, keywords))
