using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Spotnana.Webhooks.Management.Access;

internal static class AccessServices
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddOptions<ManagementOptions>().BindConfiguration(ManagementOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ManagementOptions>, ManagementOptionsValidator>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<HostAllowList>();
        services.AddSingleton<RefusalLog>();
        services.AddSingleton<ManagementGuard>();
        return services;
    }
}
