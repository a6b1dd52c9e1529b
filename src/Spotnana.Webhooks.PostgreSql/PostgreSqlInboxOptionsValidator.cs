using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.PostgreSql.Connections;

namespace Spotnana.Webhooks.PostgreSql;

/// <summary>Looks at the section only where its engine is chosen.</summary>
internal sealed class PostgreSqlInboxOptionsValidator(IOptions<InboxOptions> inbox) : IValidateOptions<PostgreSqlInboxOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgreSqlInboxOptions options)
    {
        if (!inbox.Value.Engine.Equals(PostgreSqlWebhooksBuilderExtensions.EngineName, StringComparison.OrdinalIgnoreCase))
            return ValidateOptionsResult.Skip;

        return ConnectionSettings.TryRead(options, out _, out var error) ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(error);
    }
}
