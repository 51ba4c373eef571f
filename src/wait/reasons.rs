//! What to do about each reason code of State and LastUpdateStatus. Codes: botocore 1.43.11 and aws-sdk-lambda
//! 1.156.0, behaviour recorded up to 2026-02.

/// What to do; `None` for a code that lamctl does not know.
pub fn hint(code: &str) -> Option<&'static str> {
    TABLE.iter().find(|(known, _)| *known == code).map(|(_, hint)| *hint)
}

/// Every reason code, with what to do about it.
pub const TABLE: &[(&str, &str)] = &[
    ("Idle", "invoke the function once: AWS reclaimed its resources while it was idle"),
    ("Creating", "wait: the function is being created"),
    ("Restoring", "wait: the function is being restored after it was idle"),
    ("EniLimitExceeded", "delete unused network interfaces in the VPC, or ask for a higher quota of them"),
    (
        "InsufficientRolePermissions",
        "give the execution role what AWSLambdaVPCAccessExecutionRole and the function's settings need",
    ),
    ("InvalidConfiguration", "check the settings that the reason names"),
    ("InternalError", "try again later: the fault is on the service's side"),
    ("SubnetOutOfIPAddresses", "use subnets with free addresses, or larger ones"),
    ("InvalidSubnet", "check vpc_config.subnet_ids: a subnet is missing or of another VPC"),
    ("InvalidSecurityGroup", "check vpc_config.security_group_ids: a group is missing or of another VPC"),
    ("ImageDeleted", "push the image again: the repository no longer has it"),
    (
        "ImageAccessDenied",
        "let lambda.amazonaws.com pull from the repository: ecr:BatchGetImage and ecr:GetDownloadUrlForLayer",
    ),
    ("InvalidImage", "check that the image is built for Lambda, for the function's architecture, and is under 10 GB"),
    ("KMSKeyAccessDenied", "let the execution role use the KMS key: kms:Decrypt, kms:CreateGrant"),
    ("KMSKeyNotFound", "check kms_key_arn: there is no such key in this region"),
    ("InvalidStateKMSKey", "check the KMS key's state: it may be pending deletion or import"),
    ("DisabledKMSKey", "enable the KMS key"),
    ("EFSIOError", "check the file system's health and throughput"),
    ("EFSMountConnectivityError", "let the function's security group reach the mount target on port 2049"),
    ("EFSMountFailure", "check the access point, and that the role may call elasticfilesystem:ClientMount"),
    ("EFSMountTimeout", "check that each subnet's zone has a mount target that answers"),
    ("InvalidRuntime", "choose a runtime that Lambda supports"),
    ("InvalidZipFileException", "check the zip with `unzip -t`"),
    ("FunctionError", "read the function's log: its start-up code failed"),
    ("DrainingDurableExecutions", "wait until the durable executions have ended"),
    ("VcpuLimitExceeded", "ask for more vCPUs in EC2, or use a smaller capacity provider"),
    ("CapacityProviderScalingLimitExceeded", "raise the capacity provider's scaling limit"),
    ("InsufficientCapacity", "try again later, or let the capacity provider use more instance types"),
    ("EC2RequestLimitExceeded", "try again later: EC2 throttles the requests"),
    ("FunctionError.InitTimeout", "make start-up faster: it must end within the initialization's time limit"),
    ("FunctionError.RuntimeInitError", "read the function's log: the handler's module did not load"),
    ("FunctionError.ExtensionInitError", "check the layers' extensions: one did not start"),
    (
        "FunctionError.InvalidEntryPoint",
        "check image_config.entry_point and command, or that `bootstrap` is there and executable",
    ),
    ("FunctionError.InvalidWorkingDirectory", "check image_config.working_directory: it must exist in the image"),
    ("FunctionError.PermissionDenied", "make the entry point executable: mode 0755"),
    ("FunctionError.TooManyExtensions", "use fewer extensions: the layers bring more than ten"),
    ("FunctionError.InitResourceExhausted", "raise memory_size: start-up ran out of it"),
    ("DependencyError", "check what the function depends on, as the reason names it, and try again"),
    ("ServiceQuotaExceededException", "ask for a higher quota, or free what counts towards it"),
    ("DisallowedByVpcEncryptionControl", "use a VPC, or instance types, that its encryption controls allow"),
];
