using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql;

/// <summary>Checks the section where its engine is chosen.</summary>
internal sealed class PostgreSqlInboxOptionsValidator(IOptions<InboxOptions> inbox) : IValidateOptions<PostgreSqlInboxOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgreSqlInboxOptions options)
    {
        if (!inbox.Value.Engine.Equals(PostgreSqlWebhooksBuilderExtensions.EngineName, StringComparison.OrdinalIgnoreCase))
            return ValidateOptionsResult.Skip;

        return ConnectionSettings.TryRead(options.ConnectionString, options.ConnectionStringFile, out _, out var error)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(error);
    }
}
