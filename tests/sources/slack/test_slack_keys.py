"""Every key of Slack's answers is read, or left out knowingly: a key that is in neither list fails here."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from needs import need_shared

from incidentkit.config import SlackSettings
from incidentkit.sources.interface import Window
from incidentkit.sources.slack import block_kit, names
from incidentkit.sources.slack.names import Names
from incidentkit.sources.slack.records import Conversation


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


READ = {
    "message": words(
        "attachments blocks bot_id bot_profile client_msg_id comment deleted_ts edited file files item_type "
        "message pinned_info pinned_to reactions reply_count subtype text thread_ts ts user user_profile "
        "username x_files"
    ),
    "attachment": words(
        "author_id author_name author_subname blocks color fallback fields from_url is_app_unfurl is_msg_unfurl "
        "is_reply_unfurl is_share message_blocks original_url pretext text title title_link ts"
    ),
    "file": words("filetype initial_comment mode name pretty_type title"),
    "user": words("id is_bot is_workflow_bot name profile real_name"),
    "profile": words("display_name display_name_normalized real_name real_name_normalized"),
}
IGNORED = {
    # What a client needs to draw a message, what is told elsewhere, what came with an event and not with the message.
    "message": words(
        "app_id assistant_app_thread bot_link channel channel_type display_as_bot event_ts hidden icons inviter "
        "is_intro is_locked is_starred last_read latest_reply members metadata name no_notifications old_name "
        "parent_user_id permalink previous_message purpose reply_users reply_users_count room root source_team "
        "subscribed team topic type unread_count upload user_team"
    ),
    # Pictures, players and footers; lists as files of their own.
    "attachment": words(
        "actions app_id app_unfurl_url author_icon author_link bot_id bot_team_id "
        "callback_id channel_id channel_name channel_team file_id filename files footer footer_icon hide_border "
        "hide_color id image_bytes image_height image_url image_width indent is_file_attachment "
        "is_thread_root_unfurl list list_record list_record_id list_records list_schema list_view list_view_id "
        "metadata mimetype mrkdwn_in msg_subtype preview service_icon service_name service_url size "
        "thumb_height thumb_url thumb_width url video_html video_html_height video_html_width video_url"
    ),
    # Addresses and previews of private files, who may see them, where else they are, how large their pictures are.
    "file": words(
        "access alt_txt app_id app_name bot_id can_toggle_canvas_lock canvas_printing_enabled "
        "canvas_template_mode cc channel_actions_count channel_actions_ts channels comments_count converted_pdf "
        "created deanimate deanimate_gif display_as_bot dm_mpdm_users_with_file_access duration_ms edit_link "
        "edit_timestamp editable editor editors external_id external_type external_url favorites file_access "
        "from groups has_more has_more_shares has_rich_preview headers hls hls_embed id image_exif_rotation ims "
        "is_channel_space is_external is_public is_restricted_sharing_enabled is_starred last_editor last_read "
        "lines lines_more linked_channel_id list_csv_download_url list_limits list_metadata media_display_type "
        "media_progress mimetype mp4 mp4_low non_owner_editable num_stars org_or_workspace_access "
        "original_attachment_count original_h original_w permalink permalink_public pinned_to pjpeg plain_text "
        "preview preview_highlight preview_is_truncated preview_plain_text "
        "private_channels_with_file_access_count private_file_with_access_count public_url_shared "
        "quip_thread_id reactions saved sent_to_self shares show_badge simplified_html size source_team subject "
        "subtype team_pref_version_history_enabled teams_shared_with template_conversion_ts "
        "template_description template_icon template_name template_title timestamp title_blocks to "
        "transcription update_notification updated url_private url_private_download url_static_preview user "
        "user_team username vtt"
    ),
    # Where people are, what they look like, what they may do: none of a report's business.
    "user": words(
        "color deleted enterprise_id enterprise_name enterprise_user has_2fa is_admin is_app_user "
        "is_connector_bot is_email_confirmed is_invited_user is_owner is_primary_owner is_restricted "
        "is_stranger is_ultra_restricted locale status team_id teams two_factor_type tz tz_label tz_offset "
        "updated who_can_share_contact_card"
    ),
    "profile": words(
        "always_active api_app_id avatar_hash bot_id email fields first_name guest_invited_by huddle_state "
        "huddle_state_expiration_ts image_original is_custom_image last_name phone pronouns skype start_date "
        "status_emoji status_emoji_display_info status_emoji_url status_expiration status_text "
        "status_text_canonical team title"
    ),
}
# Sizes of pictures come in dozens of keys.
PICTURES = ("thumb_", "image_")
SETTINGS = SlackSettings()


def sample(name: str) -> Any:
    path: Path = need_shared(f"slack/api-samples/{name}")
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return json.loads(raw)


def messages() -> Iterator[dict[str, Any]]:
    for name in ("conversations.replies.json.gz", "conversations.history.json.gz"):
        yield from sample(name)["messages"]
    yield sample("reactions.get.json.gz")["message"]
    for file in sorted(need_shared("slack/event-samples").glob("*.json")):
        yield json.loads(file.read_text(encoding="utf-8"))["event"]


def check(kind: str, keys: set[str]) -> None:
    known = READ[kind] | IGNORED[kind]
    strange = {key for key in keys - known if not key.startswith(PICTURES)}
    assert not strange, f"{kind}: read these keys, or say that they are ignored: {sorted(strange)}"


def test_no_key_is_both_read_and_ignored() -> None:
    assert all(not READ[kind] & IGNORED[kind] for kind in READ)


def test_every_key_of_a_message_is_known() -> None:
    for message in messages():
        check("message", set(message))
        for attachment in message.get("attachments") or []:
            check("attachment", set(attachment))
        for file in message.get("files") or []:
            check("file", set(file))


def test_every_key_of_a_person_is_known() -> None:
    for user in (sample("users.info.json")["user"], *sample("users.list.json")["members"]):
        check("user", set(user))
        check("profile", set(user["profile"]))
        assert names.user(user)


def types(value: Any, key: str = "") -> Iterator[str]:
    """The types of all blocks, wherever they stand."""
    if isinstance(value, dict):
        if key in ("blocks", "message_blocks", "title_blocks") and value.get("type"):
            yield value["type"]
        for inner_key, inner in value.items():
            yield from types(inner, inner_key)
    if isinstance(value, list):
        for item in value:
            yield from types(item, key)


def test_every_block_has_a_reader() -> None:
    found = {kind for message in messages() for kind in types(message)}
    assert len(found) >= 8
    assert found <= set(block_kit.READERS)


@pytest.mark.parametrize("words", ["", "said & <done>"], ids=["as it is", "with words in every text"])
def test_every_shape_becomes_a_record(words: str) -> None:
    conversation = Conversation("C00000000", "https://example.slack.com", Names())
    count = 0
    for count, message in enumerate(messages(), 1):
        ts = f"{1795385140 + count}.000000"
        filled = fill(message, words)
        conversation.add({**filled, "ts": ts, "deleted_ts": ts, "message": {**filled.get("message", {}), "ts": ts}})
    records = conversation.records(Window(), SETTINGS)
    assert len(records) == count
    assert all(record.summary for record in records)


def fill(value: Any, words: str) -> Any:
    """The same with words in every empty text."""
    if isinstance(value, dict):
        return {k: fill(v, words) if k not in ("type", "subtype", "name") else v for k, v in value.items()}
    if isinstance(value, list):
        return [fill(item, words) for item in value]
    return words if value == "" else value
