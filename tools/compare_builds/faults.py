# SPDX-License-Identifier: MIT
def groups(questions, draw):
    return []
