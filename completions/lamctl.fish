# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_lamctl_global_optspecs
    string join \n region= profile= endpoint-url= json q/quiet v/verbose color= h/help V/version
end

function __fish_lamctl_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_lamctl_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_lamctl_using_subcommand
    set -l cmd (__fish_lamctl_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c lamctl -n "__fish_lamctl_needs_command" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_needs_command" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_needs_command" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_needs_command" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_needs_command" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_needs_command" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_needs_command" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_needs_command" -s V -l version -d 'Print version'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "create" -d 'Create a function and wait until it is Active'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "deploy" -d 'Create or update a function: the smallest valid set of calls'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "diff" -d 'Show what `deploy` would do, step by step and field by field'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "check" -d 'Check the manifest and the code, offline and without credentials'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "package" -d 'Write the zip that would be sent, or show what is in it'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "wait" -d 'Wait until a function is Active, has been updated, or is gone'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "status" -d 'Show one function: state, code, configuration'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "list" -d 'List all functions of the region'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "invoke" -d 'Invoke a function and print its answer'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "logs" -d 'Show a function\'s log'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "versions" -d 'List a function\'s versions with their aliases, or prune old ones'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "alias" -d 'List, set or delete aliases'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "rollback" -d 'Point an alias back at the version before'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "delete" -d 'Delete a function, or one version of it'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "init" -d 'Write a commented manifest for a new function'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "import" -d 'Write a manifest from a deployed function'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "schema" -d 'The JSON Schema of the manifest, for editors'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "explain" -d 'What a pre-flight rule looks at, why, and how to mend what it finds; without a name, all rules'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "completions" -d 'Completions for a shell'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "man" -d 'Write the man pages into a folder'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "sandbox" -d 'A local Lambda endpoint in memory: nothing reaches AWS, no account is needed'
complete -c lamctl -n "__fish_lamctl_needs_command" -f -a "help" -d 'Help on a command, or on a topic: exit-codes'
complete -c lamctl -n "__fish_lamctl_using_subcommand create" -s f -l file -d 'The manifest; `-` is standard input; may be repeated [default: deploy.yaml]' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand create" -l function -d 'Act on this function of the manifest alone; may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand create" -l set -d 'Replace a value of the manifest (`--set memory_size=512`); may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand create" -l code -d 'Take the code from here: a folder, a zip, `s3://bucket/key` or an image URI' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand create" -l env-file -d 'A file of KEY=VALUE lines for `${KEY}` in the manifest; the environment wins; may be repeated' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand create" -l timeout -d 'How long each wait for a state or a busy function may take (`90s`, `10m`, a bare number is seconds)' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand create" -l propagation-timeout -d 'How long to try again while AWS does not know a young role or its policy yet; 0 is off' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand create" -s A -l allow -d 'Allow a rule or a group of rules' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand create" -s W -l warn -d 'Let a rule or a group of rules warn' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand create" -s D -l deny -d 'Let a rule or a group of rules deny; `-D warnings` makes every warning an error' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand create" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand create" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand create" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand create" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand create" -s n -l dry-run -d 'Print what would be done, and do nothing'
complete -c lamctl -n "__fish_lamctl_using_subcommand create" -l no-wait -d 'Leave out the last wait'
complete -c lamctl -n "__fish_lamctl_using_subcommand create" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand create" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand create" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -s f -l file -d 'The manifest; `-` is standard input; may be repeated [default: deploy.yaml]' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -l function -d 'Act on this function of the manifest alone; may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -l set -d 'Replace a value of the manifest (`--set memory_size=512`); may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -l code -d 'Take the code from here: a folder, a zip, `s3://bucket/key` or an image URI' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -l env-file -d 'A file of KEY=VALUE lines for `${KEY}` in the manifest; the environment wins; may be repeated' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -l timeout -d 'How long each wait for a state or a busy function may take (`90s`, `10m`, a bare number is seconds)' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -l propagation-timeout -d 'How long to try again while AWS does not know a young role or its policy yet; 0 is off' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -s A -l allow -d 'Allow a rule or a group of rules' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -s W -l warn -d 'Let a rule or a group of rules warn' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -s D -l deny -d 'Let a rule or a group of rules deny; `-D warnings` makes every warning an error' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -l smoke -d 'Invoke the new version with this payload (JSON, `@FILE` or `-`) before an alias moves' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -s n -l dry-run -d 'Print what would be done, and do nothing'
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -l no-wait -d 'Leave out the last wait'
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -l replace-failed -d 'Delete a function whose creation failed, and create it again'
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand deploy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand diff" -s f -l file -d 'The manifest; `-` is standard input; may be repeated [default: deploy.yaml]' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand diff" -l function -d 'Act on this function of the manifest alone; may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand diff" -l set -d 'Replace a value of the manifest (`--set memory_size=512`); may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand diff" -l code -d 'Take the code from here: a folder, a zip, `s3://bucket/key` or an image URI' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand diff" -l env-file -d 'A file of KEY=VALUE lines for `${KEY}` in the manifest; the environment wins; may be repeated' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand diff" -s A -l allow -d 'Allow a rule or a group of rules' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand diff" -s W -l warn -d 'Let a rule or a group of rules warn' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand diff" -s D -l deny -d 'Let a rule or a group of rules deny; `-D warnings` makes every warning an error' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand diff" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand diff" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand diff" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand diff" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand diff" -l exit-code -d 'Exit 1 where something differs'
complete -c lamctl -n "__fish_lamctl_using_subcommand diff" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand diff" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand diff" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand check" -s f -l file -d 'The manifest; `-` is standard input; may be repeated [default: deploy.yaml]' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand check" -l function -d 'Act on this function of the manifest alone; may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand check" -l set -d 'Replace a value of the manifest (`--set memory_size=512`); may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand check" -l code -d 'Take the code from here: a folder, a zip, `s3://bucket/key` or an image URI' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand check" -l env-file -d 'A file of KEY=VALUE lines for `${KEY}` in the manifest; the environment wins; may be repeated' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand check" -l for -d 'What the function is checked for: a new one needs role, runtime and handler' -r -f -a "create\t''
deploy\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand check" -s A -l allow -d 'Allow a rule or a group of rules' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand check" -s W -l warn -d 'Let a rule or a group of rules warn' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand check" -s D -l deny -d 'Let a rule or a group of rules deny; `-D warnings` makes every warning an error' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand check" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand check" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand check" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand check" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand check" -l annotations -d 'Print findings as GitHub annotations too; on by itself where GITHUB_ACTIONS is set'
complete -c lamctl -n "__fish_lamctl_using_subcommand check" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand check" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand check" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand package" -s f -l file -d 'The manifest; `-` is standard input; may be repeated [default: deploy.yaml]' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand package" -l function -d 'Act on this function of the manifest alone; may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand package" -l set -d 'Replace a value of the manifest (`--set memory_size=512`); may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand package" -l code -d 'Take the code from here: a folder, a zip, `s3://bucket/key` or an image URI' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand package" -l env-file -d 'A file of KEY=VALUE lines for `${KEY}` in the manifest; the environment wins; may be repeated' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand package" -s o -l output -d 'Where to write the zip; `-` is standard output [default: the function\'s name with .zip]' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand package" -s A -l allow -d 'Allow a rule or a group of rules' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand package" -s W -l warn -d 'Let a rule or a group of rules warn' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand package" -s D -l deny -d 'Let a rule or a group of rules deny; `-D warnings` makes every warning an error' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand package" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand package" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand package" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand package" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand package" -l list -d 'Show the entries as a tree with sizes, largest first, instead of writing the zip'
complete -c lamctl -n "__fish_lamctl_using_subcommand package" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand package" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand package" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand package" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand wait" -s f -l file -d 'The manifest to take the function\'s name from; `-` is standard input [default: deploy.yaml]' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand wait" -l function -d 'The function of the manifest that is meant, where it describes several' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand wait" -l set -d 'Replace a value of the manifest (`--set memory_size=512`); may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand wait" -l code -d 'Take the code from here: a folder, a zip, `s3://bucket/key` or an image URI' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand wait" -l env-file -d 'A file of KEY=VALUE lines for `${KEY}` in the manifest; the environment wins; may be repeated' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand wait" -l for -d 'What to wait for' -r -f -a "active\t'State is Active'
updated\t'The last update was Successful'
deleted\t'The function is gone'"
complete -c lamctl -n "__fish_lamctl_using_subcommand wait" -l qualifier -d 'Wait for this version or alias instead of $LATEST' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand wait" -l timeout -d 'How long each wait for a state or a busy function may take (`90s`, `10m`, a bare number is seconds)' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand wait" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand wait" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand wait" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand wait" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand wait" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand wait" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand wait" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand status" -s f -l file -d 'The manifest to take the function\'s name from; `-` is standard input [default: deploy.yaml]' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand status" -l function -d 'The function of the manifest that is meant, where it describes several' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand status" -l set -d 'Replace a value of the manifest (`--set memory_size=512`); may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand status" -l code -d 'Take the code from here: a folder, a zip, `s3://bucket/key` or an image URI' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand status" -l env-file -d 'A file of KEY=VALUE lines for `${KEY}` in the manifest; the environment wins; may be repeated' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand status" -l qualifier -d 'This version or alias instead of $LATEST' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand status" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand status" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand status" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand status" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand status" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand status" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand status" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand list" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand list" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand list" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand list" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand list" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand list" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand invoke" -s f -l file -d 'The manifest to take the function\'s name from; `-` is standard input [default: deploy.yaml]' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand invoke" -l function -d 'The function of the manifest that is meant, where it describes several' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand invoke" -l set -d 'Replace a value of the manifest (`--set memory_size=512`); may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand invoke" -l code -d 'Take the code from here: a folder, a zip, `s3://bucket/key` or an image URI' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand invoke" -l env-file -d 'A file of KEY=VALUE lines for `${KEY}` in the manifest; the environment wins; may be repeated' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand invoke" -s p -l payload -d 'The event: JSON, `@FILE`, or `-` for standard input' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand invoke" -l qualifier -d 'Invoke this version or alias instead of $LATEST' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand invoke" -l read-timeout -d 'How long to wait for the answer' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand invoke" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand invoke" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand invoke" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand invoke" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand invoke" -l async -d 'Do not wait for the answer'
complete -c lamctl -n "__fish_lamctl_using_subcommand invoke" -l tail -d 'Show the last 4 KB of the log on standard error'
complete -c lamctl -n "__fish_lamctl_using_subcommand invoke" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand invoke" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand invoke" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand invoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand logs" -s f -l file -d 'The manifest to take the function\'s name from; `-` is standard input [default: deploy.yaml]' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand logs" -l function -d 'The function of the manifest that is meant, where it describes several' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand logs" -l set -d 'Replace a value of the manifest (`--set memory_size=512`); may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand logs" -l code -d 'Take the code from here: a folder, a zip, `s3://bucket/key` or an image URI' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand logs" -l env-file -d 'A file of KEY=VALUE lines for `${KEY}` in the manifest; the environment wins; may be repeated' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand logs" -l since -d 'How far to go back (`10m`, `1h30m`), or a moment (`2026-11-22T17:00:00Z`)' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand logs" -l filter -d 'Only events that match this filter pattern of CloudWatch Logs' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand logs" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand logs" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand logs" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand logs" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand logs" -l follow -d 'Go on as new events come, until Ctrl-C'
complete -c lamctl -n "__fish_lamctl_using_subcommand logs" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand logs" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand logs" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand logs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and not __fish_seen_subcommand_from prune" -s f -l file -d 'The manifest to take the function\'s name from; `-` is standard input [default: deploy.yaml]' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and not __fish_seen_subcommand_from prune" -l function -d 'The function of the manifest that is meant, where it describes several' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and not __fish_seen_subcommand_from prune" -l set -d 'Replace a value of the manifest (`--set memory_size=512`); may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and not __fish_seen_subcommand_from prune" -l code -d 'Take the code from here: a folder, a zip, `s3://bucket/key` or an image URI' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and not __fish_seen_subcommand_from prune" -l env-file -d 'A file of KEY=VALUE lines for `${KEY}` in the manifest; the environment wins; may be repeated' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and not __fish_seen_subcommand_from prune" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and not __fish_seen_subcommand_from prune" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and not __fish_seen_subcommand_from prune" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and not __fish_seen_subcommand_from prune" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and not __fish_seen_subcommand_from prune" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and not __fish_seen_subcommand_from prune" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and not __fish_seen_subcommand_from prune" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and not __fish_seen_subcommand_from prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and not __fish_seen_subcommand_from prune" -a "prune" -d 'Delete old versions; never one that an alias (its weights too) or $LATEST needs'
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and __fish_seen_subcommand_from prune" -s f -l file -d 'The manifest to take the function\'s name from; `-` is standard input [default: deploy.yaml]' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and __fish_seen_subcommand_from prune" -l function -d 'The function of the manifest that is meant, where it describes several' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and __fish_seen_subcommand_from prune" -l set -d 'Replace a value of the manifest (`--set memory_size=512`); may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and __fish_seen_subcommand_from prune" -l code -d 'Take the code from here: a folder, a zip, `s3://bucket/key` or an image URI' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and __fish_seen_subcommand_from prune" -l env-file -d 'A file of KEY=VALUE lines for `${KEY}` in the manifest; the environment wins; may be repeated' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and __fish_seen_subcommand_from prune" -l keep -d 'How many of the newest versions to keep' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and __fish_seen_subcommand_from prune" -l timeout -d 'How long each wait for a state or a busy function may take (`90s`, `10m`, a bare number is seconds)' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and __fish_seen_subcommand_from prune" -l propagation-timeout -d 'How long to try again while AWS does not know a young role or its policy yet; 0 is off' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and __fish_seen_subcommand_from prune" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and __fish_seen_subcommand_from prune" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and __fish_seen_subcommand_from prune" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and __fish_seen_subcommand_from prune" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and __fish_seen_subcommand_from prune" -s n -l dry-run -d 'Print what would be done, and do nothing'
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and __fish_seen_subcommand_from prune" -l no-wait -d 'Leave out the last wait'
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and __fish_seen_subcommand_from prune" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and __fish_seen_subcommand_from prune" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand versions; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and not __fish_seen_subcommand_from list set delete" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and not __fish_seen_subcommand_from list set delete" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and not __fish_seen_subcommand_from list set delete" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and not __fish_seen_subcommand_from list set delete" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and not __fish_seen_subcommand_from list set delete" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and not __fish_seen_subcommand_from list set delete" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and not __fish_seen_subcommand_from list set delete" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and not __fish_seen_subcommand_from list set delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and not __fish_seen_subcommand_from list set delete" -f -a "list" -d 'List a function\'s aliases'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and not __fish_seen_subcommand_from list set delete" -f -a "set" -d 'Point an alias at a version, and send a share of its calls to another'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and not __fish_seen_subcommand_from list set delete" -f -a "delete" -d 'Delete an alias; absent already is success'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from list" -s f -l file -d 'The manifest to take the function\'s name from; `-` is standard input [default: deploy.yaml]' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from list" -l function -d 'The function of the manifest that is meant, where it describes several' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from list" -l set -d 'Replace a value of the manifest (`--set memory_size=512`); may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from list" -l code -d 'Take the code from here: a folder, a zip, `s3://bucket/key` or an image URI' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from list" -l env-file -d 'A file of KEY=VALUE lines for `${KEY}` in the manifest; the environment wins; may be repeated' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from list" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from list" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from list" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from set" -s f -l file -d 'The manifest to take the function\'s name from; `-` is standard input [default: deploy.yaml]' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from set" -l function -d 'The function of the manifest that is meant, where it describes several' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from set" -l set -d 'Replace a value of the manifest (`--set memory_size=512`); may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from set" -l code -d 'Take the code from here: a folder, a zip, `s3://bucket/key` or an image URI' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from set" -l env-file -d 'A file of KEY=VALUE lines for `${KEY}` in the manifest; the environment wins; may be repeated' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from set" -l alias -d 'The alias; it is made where it is missing' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from set" -l to -d 'The version to point at' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from set" -l weight -d 'Send this share of the calls to another version (`--weight 3=0.1`)' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from set" -l timeout -d 'How long each wait for a state or a busy function may take (`90s`, `10m`, a bare number is seconds)' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from set" -l propagation-timeout -d 'How long to try again while AWS does not know a young role or its policy yet; 0 is off' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from set" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from set" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from set" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from set" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from set" -s n -l dry-run -d 'Print what would be done, and do nothing'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from set" -l no-wait -d 'Leave out the last wait'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from set" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from delete" -s f -l file -d 'The manifest to take the function\'s name from; `-` is standard input [default: deploy.yaml]' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from delete" -l function -d 'The function of the manifest that is meant, where it describes several' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from delete" -l set -d 'Replace a value of the manifest (`--set memory_size=512`); may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from delete" -l code -d 'Take the code from here: a folder, a zip, `s3://bucket/key` or an image URI' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from delete" -l env-file -d 'A file of KEY=VALUE lines for `${KEY}` in the manifest; the environment wins; may be repeated' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from delete" -l alias -d 'The alias' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from delete" -l timeout -d 'How long each wait for a state or a busy function may take (`90s`, `10m`, a bare number is seconds)' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from delete" -l propagation-timeout -d 'How long to try again while AWS does not know a young role or its policy yet; 0 is off' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from delete" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from delete" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from delete" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from delete" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from delete" -s n -l dry-run -d 'Print what would be done, and do nothing'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from delete" -l no-wait -d 'Leave out the last wait'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from delete" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand alias; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand rollback" -s f -l file -d 'The manifest to take the function\'s name from; `-` is standard input [default: deploy.yaml]' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand rollback" -l function -d 'The function of the manifest that is meant, where it describes several' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand rollback" -l set -d 'Replace a value of the manifest (`--set memory_size=512`); may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand rollback" -l code -d 'Take the code from here: a folder, a zip, `s3://bucket/key` or an image URI' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand rollback" -l env-file -d 'A file of KEY=VALUE lines for `${KEY}` in the manifest; the environment wins; may be repeated' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand rollback" -l alias -d 'The alias to move' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand rollback" -l to -d 'The version to go back to' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand rollback" -l timeout -d 'How long each wait for a state or a busy function may take (`90s`, `10m`, a bare number is seconds)' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand rollback" -l propagation-timeout -d 'How long to try again while AWS does not know a young role or its policy yet; 0 is off' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand rollback" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand rollback" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand rollback" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand rollback" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand rollback" -s y -l yes -d 'Do not ask'
complete -c lamctl -n "__fish_lamctl_using_subcommand rollback" -s n -l dry-run -d 'Print what would be done, and do nothing'
complete -c lamctl -n "__fish_lamctl_using_subcommand rollback" -l no-wait -d 'Leave out the last wait'
complete -c lamctl -n "__fish_lamctl_using_subcommand rollback" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand rollback" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand rollback" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand rollback" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand delete" -s f -l file -d 'The manifest to take the function\'s name from; `-` is standard input [default: deploy.yaml]' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand delete" -l function -d 'The function of the manifest that is meant, where it describes several' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand delete" -l set -d 'Replace a value of the manifest (`--set memory_size=512`); may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand delete" -l code -d 'Take the code from here: a folder, a zip, `s3://bucket/key` or an image URI' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand delete" -l env-file -d 'A file of KEY=VALUE lines for `${KEY}` in the manifest; the environment wins; may be repeated' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand delete" -l version -d 'Delete this version alone' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand delete" -l timeout -d 'How long each wait for a state or a busy function may take (`90s`, `10m`, a bare number is seconds)' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand delete" -l propagation-timeout -d 'How long to try again while AWS does not know a young role or its policy yet; 0 is off' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand delete" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand delete" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand delete" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand delete" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand delete" -s y -l yes -d 'Do not ask'
complete -c lamctl -n "__fish_lamctl_using_subcommand delete" -s n -l dry-run -d 'Print what would be done, and do nothing'
complete -c lamctl -n "__fish_lamctl_using_subcommand delete" -l no-wait -d 'Leave out the last wait'
complete -c lamctl -n "__fish_lamctl_using_subcommand delete" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand delete" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand delete" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand init" -s f -l file -d 'The manifest to write; `-` is standard output' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand init" -l runtime -d 'The runtime [default: guessed from the code, else python3.13]' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand init" -l dir -d 'The folder of code' -r -f -a "(__fish_complete_directories)"
complete -c lamctl -n "__fish_lamctl_using_subcommand init" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand init" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand init" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand init" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand init" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand init" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand init" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand import" -s f -l file -d 'The manifest to write; `-` is standard output' -r -F
complete -c lamctl -n "__fish_lamctl_using_subcommand import" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand import" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand import" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand import" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand import" -l download -d 'Download the code too'
complete -c lamctl -n "__fish_lamctl_using_subcommand import" -l with-environment -d 'Write the variables\' values to FILE.env beside the manifest, mode 0600'
complete -c lamctl -n "__fish_lamctl_using_subcommand import" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand import" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand import" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand schema" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand schema" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand schema" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand schema" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand schema" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand schema" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand schema" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand schema" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand explain" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand explain" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand explain" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand explain" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand explain" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand explain" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand explain" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand completions" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand completions" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand completions" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand completions" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand completions" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand completions" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand completions" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand man" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand man" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand man" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand man" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand man" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand man" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand man" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand sandbox" -l port -d 'The port on 127.0.0.1 [default: a free one]' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand sandbox" -l active-after -d 'How long a new function is Pending' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand sandbox" -l update-after -d 'How long an update is InProgress' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand sandbox" -l rate -d 'Requests a second before 429 TooManyRequestsException' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand sandbox" -l fault -d 'Make calls fail: OPERATION[#N]:KIND[=ARG]; may be repeated' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand sandbox" -l upstream -d 'Put transport faults in front of this endpoint instead of the sandbox\'s own' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand sandbox" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand sandbox" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand sandbox" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand sandbox" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand sandbox" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand sandbox" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand sandbox" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand sandbox" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c lamctl -n "__fish_lamctl_using_subcommand help" -l region -d 'Region; over `target.region`, AWS_REGION, AWS_DEFAULT_REGION and the profile' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand help" -l profile -d 'Profile of the AWS configuration; excludes credentials from the environment' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand help" -l endpoint-url -d 'Endpoint for all services, over AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL' -r
complete -c lamctl -n "__fish_lamctl_using_subcommand help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c lamctl -n "__fish_lamctl_using_subcommand help" -l json -d 'Print one JSON document on standard output'
complete -c lamctl -n "__fish_lamctl_using_subcommand help" -s q -l quiet -d 'Say only what is wrong'
complete -c lamctl -n "__fish_lamctl_using_subcommand help" -s v -l verbose -d 'Say more; may be repeated'
complete -c lamctl -n "__fish_lamctl_using_subcommand help" -s h -l help -d 'Print help (see more with \'--help\')'
