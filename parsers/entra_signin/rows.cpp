// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "entra_signin/rows.hpp"

namespace yagura::entra {
namespace {

constexpr Mapping kRows[] = {
    {"createdDateTime", Field::timestamp, As::time},
    {"activityDateTime", Field::timestamp, As::time},
    {"detectedDateTime", Field::timestamp, As::time},
    {"time", Field::timestamp, As::time},
    {"timeGenerated", Field::timestamp, As::time},
    {"id", Field::event_id},
    {"activityDisplayName", Field::event_action},
    {"riskEventType", Field::event_action},
    {"operationName", Field::event_action},
    {"resultType", Field::event_code},
    {"status.errorCode", Field::event_code},
    {"loggedByService", Field::event_provider},
    {"status.failureReason", Field::event_reason},
    {"resultDescription", Field::event_reason},
    {"resultReason", Field::event_reason},
    {"durationMs", Field::event_duration, As::duration_ms},
    {"ipAddress", Field::source_ip, As::ip},
    {"iPAddress", Field::source_ip, As::ip},
    {"callerIpAddress", Field::source_ip, As::ip},
    {"initiatedBy.user.ipAddress", Field::source_ip, As::ip},
    {"userPrincipalName", Field::user_name},
    {"initiatedBy.user.userPrincipalName", Field::user_name},
    {"servicePrincipalName", Field::user_name},
    {"initiatedBy.app.displayName", Field::user_name},
    {"userId", Field::user_id},
    {"initiatedBy.user.id", Field::user_id},
    {"servicePrincipalId", Field::user_id},
    {"initiatedBy.app.servicePrincipalId", Field::user_id},
    {"userDisplayName", Field::user_full_name},
    {"initiatedBy.user.displayName", Field::user_full_name},
    {"identity", Field::user_full_name},
    {"targetResources.0.userPrincipalName", Field::user_target_name},
    {"targetResources.0.displayName", Field::user_target_name},
    {"targetResources.0.id", Field::user_target_id},
    {"userAgent", Field::user_agent_original},
    {"deviceDetail.displayName", Field::host_name, As::lower},
    {"deviceDetail.deviceId", Field::host_id},
    {"deviceDetail.operatingSystem", Field::host_os_full},
    {"tenantId", Field::cloud_account_id},
    {"aADTenantId", Field::cloud_account_id},
    {"homeTenantId", Field::cloud_account_id},
};

constexpr Alias kSignInAliases[] = {
    {"resultType", "ResultType"},
    {"resultDescription", "ResultDescription"},
    {"resultDescription", "Resultdescription"},
    {"status.failureReason", "ResultDescription"},
    {"status.additionalDetails", "Status"},
    {"authenticationRequirement", "AuthenticationRequirement"},
    {"authenticationRequirement", "properties.authenticationRequirement"},
    {"riskState", "RiskState"},
    {"deviceDetail.trustType", "DeviceDetail.trusttype"},
    {"deviceDetail.deviceId", "DeviceDetail.deviceId"},
    {"deviceDetail.deviceId", "properties.deviceDetail.deviceId"},
    {"deviceDetail.isCompliant", "DeviceDetail.isCompliant"},
    {"resourceDisplayName", "ResourceDisplayName"},
    {"networkLocationDetails", "NetworkLocationDetails"},
    {"clientAppUsed", "ClientApp"},
    {"userPrincipalName", "Username"},
    {"appId", "properties.appId"},
};

constexpr Alias kAuditAliases[] = {
    {"operationName", "OperationName"},
    {"operationName", "properties.message"},
    {"activityDisplayName", "ActivityDisplayName"},
    {"activityDisplayName", "ActivityType"},
    {"activityDisplayName", "activityType"},
    {"category", "Category"},
    {"result", "Status"},
    {"result", "properties.result"},
    {"resultReason", "failure_status_reason"},
    {"loggedByService", "LoggedByService"},
    {"initiatedBy.user.userPrincipalName", "Initiatied.By"},
    {"initiatedBy.user.userPrincipalName", "Initiatedby"},
    {"initiatedBy.user.userPrincipalName", "properties.initiatedBy"},
    {"targetResources.userPrincipalName", "Target"},
    {"targetResources.modifiedProperties.displayName",
     "TargetResources.ModifiedProperties.DisplayName"},
    {"targetResources.modifiedProperties.displayName", "TargetResources.modifiedProperties"},
    {"targetResources.modifiedProperties.newValue", "TargetResources.ModifiedProperties.NewValue"},
    {"targetResources.modifiedProperties.newValue", "TargetResources.modifiedProperties.newValue"},
    {"targetResources.modifiedProperties.newValue", "TargetResources.modifiedProperties"},
    {"targetResources.type", "targetResources.type"},
    {"additionalDetails.value", "additionalDetails.additionalInfo"},
};

}  // namespace

std::span<const Mapping> rows() {
  return kRows;
}

std::span<const Alias> sign_in_aliases() {
  return kSignInAliases;
}

std::span<const Alias> audit_aliases() {
  return kAuditAliases;
}

}  // namespace yagura::entra
