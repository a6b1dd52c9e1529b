using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.PostgreSql;

/// <summary>Adds the PostgreSQL engine.</summary>
public static class PostgreSqlWebhooksBuilderExtensions
{
    internal const string EngineName = "PostgreSql";

    /// <summary>
    /// Adds the engine <c>PostgreSql</c>: one inbox that many replicas share. It is set up by <c>Inbox:PostgreSql:ConnectionString</c> or
    /// <c>Inbox:PostgreSql:ConnectionStringFile</c>, which are checked at start where the engine is chosen.
    /// </summary>
    public static WebhooksBuilder AddPostgreSqlInbox(this WebhooksBuilder webhooks)
    {
        ArgumentNullException.ThrowIfNull(webhooks);
        webhooks.Services.AddOptions<PostgreSqlInboxOptions>().CheckShape(PostgreSqlInboxOptions.Section, PostgreSqlInboxOptions.Shape)
            .BindConfiguration(PostgreSqlInboxOptions.Section).ValidateOnStart();
        webhooks.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<PostgreSqlInboxOptions>, PostgreSqlInboxOptionsValidator>());
        return webhooks.AddInboxEngine(new InboxEngine(EngineName, services => new PostgreSqlInbox(
            services.GetRequiredService<IOptions<PostgreSqlInboxOptions>>().Value,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<PostgreSqlInbox>>(),
            services.GetRequiredService<EncryptionKeys>())));
    }
}
