"""The rows of clients and their care plans."""

from tests.access.actors import READ_BY_ADMINS
from tests.access.table import asked_trainer, client_link, client_page, importing_trainer, own_page, trainers

FINISHED = {"import_id": lambda record: record.finished_import.pk}

CLIENTS = [
    # Each client who is shown with more than a name has a line.
    trainers("workspace:clients", GET=200, logs={"lead": 1, "cover": 2, "stranger": 1}),
    trainers("workspace:export_clients", GET=302),  # prove first who you are
    client_page("clients:edit", GET=200, POST=422, lead_only=True),
    client_page("clients:resend_welcome", POST=302),
    trainers("clients:import_clients", GET=200, POST=422),
    importing_trainer("clients:match_columns", GET=200, POST=422),
    importing_trainer("clients:check_import", GET=200),
    importing_trainer("clients:say_date_order", POST=302),
    importing_trainer("clients:import_errors", GET=200),
    importing_trainer("clients:leave_out_wrong", POST=302),
    importing_trainer("clients:confirm_import", POST=302),
    importing_trainer("clients:cancel_import", POST=302),
    importing_trainer("clients:import_done", GET=200, kwargs=FINISHED),
    importing_trainer("clients:undo_import", POST=302, kwargs=FINISHED),
    client_link("clients:confirm", "confirm", GET=200, POST=200),
    client_link("clients:not_me", "confirm", GET=200, POST=200),
    client_link("clients:address_change", "address", GET=200, log=1),
    client_link("clients:agree_to_address", "address", POST=200, log=1),
    client_link("clients:stop_address", "address", POST=200, log=1),
    client_page("clients:contacts", GET=200, POST=422),
    trainers("clients:find_trainer", GET=200, who=READ_BY_ADMINS),
    client_page("clients:who", GET=200),
    client_page("clients:give_cover", POST=302, lead_only=True),
    client_page("clients:end_cover", POST=302, lead_only=True),
    client_page("clients:name_successor", POST=302, lead_only=True),
    client_page("clients:ask_handover", POST=302, lead_only=True),
    client_page("clients:cancel_handover", POST=302, lead_only=True),
    asked_trainer("clients:handover_question", GET=200),
    asked_trainer("clients:accept_handover", POST=302),  # proving who one is comes first
    asked_trainer("clients:decline_handover", POST=302, log=1),
    client_link("clients:answer_handover", "transfer", GET=200, POST=200, log=1),
    trainers("clients:leave", GET=200, POST=302),
]

CAREPLAN = [
    trainers("careplan:add_client", GET=200, POST=422),
    client_page("careplan:intake", GET=200, POST=422),
    client_page("careplan:send_intake", POST=302),
    client_page("careplan:read_intake", POST=302),
    client_link("careplan:link_intake", "intake", GET=200),
    client_link("careplan:link_yes", "intake", POST=302),
    # Nobody has said in this browser who they are: to that question first.
    client_link("careplan:link_step", "intake", GET=302, POST=302),
    own_page("careplan:own_intake", GET=200),
    own_page("careplan:own_step", GET=200, POST=422),
    client_page("careplan:readiness", GET=200, POST=422),
    client_page("careplan:health_changed", POST=302),
    client_page("careplan:change_lapse", POST=422),
    client_page("careplan:add_goal", GET=200, POST=422),
    client_page("careplan:goals", GET=200),
    client_page("careplan:goal", GET=200),
    client_page("careplan:change_goal", GET=200, POST=422),
    client_page("careplan:replace_goal", GET=200, POST=422),
    client_page("careplan:close_goal", POST=302),
    client_page("careplan:reopen_goal", POST=302),
    client_page("careplan:add_member", GET=200, POST=422),
    client_page("careplan:member", GET=200),
    client_page("careplan:change_member", GET=200, POST=302),  # nothing has to be written
    client_page("careplan:member_left", POST=302),
    client_page("careplan:member_back", POST=302),
    # Somebody of the network: straight on to the question.
    client_page("careplan:member_to_network", GET=302, POST=302, lead_only=True),
    client_page("careplan:add_visit", GET=200, POST=422),
    client_page("careplan:change_visit", GET=200, POST=422),
    client_page("careplan:attend_visit", GET=200, POST=302),
    client_page("careplan:miss_visit", POST=302),
    client_page("careplan:cancel_visit", POST=302),
    client_page("careplan:take_back_visit", POST=302),
    client_page("careplan:add_guidance", GET=200, POST=422),
    client_page("careplan:all_guidance", GET=200),
    client_page("careplan:guidance", GET=200),
    client_page("careplan:change_guidance", GET=200, POST=422),
    client_page("careplan:lift_guidance", GET=200, POST=422),
    client_page("careplan:add_prescription", GET=200, POST=422),
    client_page("careplan:change_prescription", GET=200, POST=422),
    client_page("careplan:stop_prescription", POST=302),
    client_page("careplan:demonstration_form", GET=200, POST=422),
    client_page("careplan:take_demonstration_away", POST=302),
    client_page("careplan:demonstration", GET=200),
]
