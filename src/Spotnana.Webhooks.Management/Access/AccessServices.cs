using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Management.Access;

internal static class AccessServices
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddOptions<ManagementOptions>().CheckShape(ManagementOptions.Section, ManagementOptions.Shape)
            .BindConfiguration(ManagementOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ManagementOptions>, ManagementOptionsValidator>();
        services.TryAddSingleton<SecretChanges>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<HostAllowList>();
        services.AddSingleton<RefusalLog>();
        services.AddSingleton<WrongKeyPause>();
        services.AddSingleton<ManagementGuard>();
        return services;
    }
}
