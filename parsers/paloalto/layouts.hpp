// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

// The columns of PAN-OS's CSV by log type, under the variable names that Palo Alto Networks gives
// them in its "Syslog Field Descriptions" (9.1 to 11.1). Newer versions only append, so one list
// serves all: a shorter record ends early, what a longer one adds is named by its number. `_` is a
// column without a meaning. All begin with the seven columns of kHead.
namespace yagura::paloalto {

struct Layout {
  std::string_view type;
  std::string_view columns;
};

inline constexpr std::string_view kHead =
    "_ receive_time serial type subtype config_version time_generated";

// What several types share.
#define YAGURA_PAN_SESSION                                                                     \
  "src dst natsrc natdst rule srcuser dstuser app vsys from to inbound_if outbound_if logset " \
  "_ sessionid repeatcnt sport dport natsport natdport flags proto action "
#define YAGURA_PAN_GROUPS "dg_hier_level_1 dg_hier_level_2 dg_hier_level_3 dg_hier_level_4 "
#define YAGURA_PAN_DEVICES                                                                     \
  "src_category src_profile src_model src_vendor src_osfamily src_osversion src_host src_mac " \
  "dst_category dst_profile dst_model dst_vendor dst_osfamily dst_osversion dst_host dst_mac "
#define YAGURA_PAN_APPLICATION                                                              \
  "subcategory_of_app category_of_app technology_of_app risk_of_app characteristic_of_app " \
  "container_of_app tunneled_app is_saas_of_app sanctioned_state_of_app "

inline constexpr Layout kLayouts[] = {
    {"TRAFFIC", YAGURA_PAN_SESSION
     "bytes bytes_sent bytes_received packets start elapsed category _ seqno actionflags srcloc "
     "dstloc _ pkts_sent pkts_received session_end_reason " YAGURA_PAN_GROUPS
     "vsys_name device_name action_source src_uuid dst_uuid tunnelid monitortag parent_session_id "
     "parent_start_time tunnel assoc_id chunks chunks_sent chunks_received rule_uuid "
     "http2_connection link_change_count policy_id link_switches sdwan_cluster sdwan_device_type "
     "sdwan_cluster_type sdwan_site dynusergroup_name xff_ip " YAGURA_PAN_DEVICES
     "container_id pod_namespace pod_name src_edl dst_edl hostid endpoint_serial src_dag dst_dag "
     "session_owner high_res_timestamp nssai_sst nssai_sd " YAGURA_PAN_APPLICATION
     "offloaded flow_type cluster_name"},
    {"THREAT", YAGURA_PAN_SESSION
     "misc threatid category severity direction seqno actionflags srcloc dstloc _ contenttype "
     "pcap_id filedigest cloud url_idx user_agent filetype xff referer sender subject recipient "
     "reportid " YAGURA_PAN_GROUPS
     "vsys_name device_name _ src_uuid dst_uuid http_method tunnelid monitortag parent_session_id "
     "parent_start_time tunnel thr_category contentver sig_flags assoc_id ppid http_headers "
     "url_category_list rule_uuid http2_connection dynusergroup_name xff_ip " YAGURA_PAN_DEVICES
     "container_id pod_namespace pod_name src_edl dst_edl hostid endpoint_serial domain_edl "
     "src_dag dst_dag partial_hash high_res_timestamp reason justification "
     "nssai_sst " YAGURA_PAN_APPLICATION "cloud_reportid cluster_name flow_type"},
    {"SYSTEM", "vsys eventid object _ _ module severity opaque seqno actionflags " YAGURA_PAN_GROUPS
               "vsys_name device_name _ _ high_res_timestamp"},
    // Custom formats put what was before and after the change behind `path` (see with_details).
    {"CONFIG", "host vsys cmd admin client result path seqno actionflags " YAGURA_PAN_GROUPS
               "vsys_name device_name dg_id comment _ high_res_timestamp full_path"},
    {"HIPMATCH",
     "srcuser vsys machinename os src matchname repeatcnt matchtype _ _ seqno "
     "actionflags " YAGURA_PAN_GROUPS
     "vsys_name device_name vsys_id srcipv6 hostid endpoint_serial mac high_res_timestamp "
     "cluster_name"},
    {"GLOBALPROTECT",
     "vsys eventid stage auth_method tunnel_type srcuser srcregion machinename public_ip "
     "public_ipv6 private_ip private_ipv6 hostid endpoint_serial client_ver client_os "
     "client_os_ver repeatcnt reason error opaque status location login_duration connect_method "
     "error_code portal seqno actionflags high_res_timestamp selection_type response_time "
     "priority attempted_gateways gateway " YAGURA_PAN_GROUPS
     "vsys_name device_name vsys_id cluster_name"},
    {"USERID",
     "vsys ip user datasourcename eventid repeatcnt timeout beginport endport datasource "
     "datasourcetype seqno actionflags " YAGURA_PAN_GROUPS
     "vsys_name device_name vsys_id factortype factorcompletiontime factorno ugflags userbysource "
     "tag_name high_res_timestamp origindatasource cluster_name"},
    {"AUTHENTICATION",
     "vsys ip user normalize_user object authpolicy repeatcnt authid vendor logset serverprofile "
     "desc clienttype event factorno seqno actionflags " YAGURA_PAN_GROUPS
     "vsys_name device_name vsys_id authproto rule_uuid high_res_timestamp src_category "
     "src_profile src_model src_vendor src_osfamily src_osversion src_host src_mac region _ "
     "user_agent session_id cluster_name"},
    {"DECRYPTION",
     "src dst natsrc natdst rule srcuser dstuser app vsys from to inbound_if outbound_if logset "
     "time_received sessionid repeatcnt sport dport natsport natdport flags proto action tunnel _ "
     "_ src_uuid dst_uuid rule_uuid hs_stage_c2f hs_stage_f2s tls_version tls_keyxchg tls_enc "
     "tls_auth policy_name ec_curve err_index root_status chain_status proxy_type cert_serial "
     "fingerprint notbefore notafter cert_ver cert_size cn_len issuer_len rootcn_len sni_len "
     "cert_flags cn issuer_cn root_cn sni error container_id pod_namespace pod_name src_edl "
     "dst_edl src_dag dst_dag high_res_timestamp " YAGURA_PAN_DEVICES
     "seqno actionflags " YAGURA_PAN_GROUPS "vsys_name device_name vsys_id " YAGURA_PAN_APPLICATION
     "cluster_name"},
    {"TUNNEL", YAGURA_PAN_SESSION
     "severity seqno actionflags srcloc dstloc " YAGURA_PAN_GROUPS
     "vsys_name device_name tunnelid monitortag parent_session_id parent_start_time tunnel bytes "
     "bytes_sent bytes_received packets pkts_sent pkts_received max_encap unknown_proto "
     "strict_check tunnel_fragment sessions_created sessions_closed session_end_reason "
     "action_source start elapsed tunnel_insp_rule remote_user_ip remote_user_id rule_uuid pcap_id "
     "dynusergroup_name src_edl dst_edl high_res_timestamp nssai_sd nssai_sst pdu_session_id"},
    {"SCTP",
     "src dst _ _ rule _ _ _ vsys from to inbound_if outbound_if logset _ sessionid repeatcnt "
     "sport dport _ _ _ proto action " YAGURA_PAN_GROUPS
     "vsys_name device_name seqno _ assoc_id ppid severity sctp_chunk_type _ verif_tag_1 "
     "verif_tag_2 sctp_cause_code diam_app_id diam_cmd_code diam_avp_code stream_id "
     "assoc_end_reason op_code sccp_calling_ssn sccp_calling_gt sctp_filter chunks chunks_sent "
     "chunks_received packets pkts_sent pkts_received rule_uuid high_res_timestamp"},
    {"GTP",
     "src dst _ _ rule _ _ app vsys from to inbound_if outbound_if logset _ sessionid _ sport "
     "dport _ _ _ proto action event_type msisdn apn rat msg_type end_ip_adr teid1 teid2 "
     "gtp_interface cause_code severity mcc mnc area_code cell_id event_code _ _ srcloc dstloc _ _ "
     "_ _ _ _ _ imsi imei _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ start elapsed tunnel_insp_rule "
     "remote_user_ip remote_user_id rule_uuid pcap_id high_res_timestamp"},
    {"IPTAG",
     "vsys ip tag_name event_id repeatcnt timeout datasourcename datasource_type "
     "datasource_subtype seqno actionflags " YAGURA_PAN_GROUPS
     "vsys_name device_name vsys_id high_res_timestamp cluster_name"},
    {"CORRELATION", "src srcuser vsys category severity " YAGURA_PAN_GROUPS
                    "vsys_name device_name vsys_id objectname object_id evidence"},
};

#undef YAGURA_PAN_SESSION
#undef YAGURA_PAN_GROUPS
#undef YAGURA_PAN_DEVICES
#undef YAGURA_PAN_APPLICATION

// Types under other names: tunnel inspection says START or END, the older releases AUTH.
struct Alias {
  std::string_view type;
  std::string_view layout;
};
inline constexpr Alias kAliases[] = {
    {"START", "TUNNEL"}, {"END", "TUNNEL"}, {"AUTH", "AUTHENTICATION"}, {"HIP-MATCH", "HIPMATCH"}};

}  // namespace yagura::paloalto
