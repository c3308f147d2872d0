/** What is wrong with a cloud-config, said in our words and in coreos-cloudinit's. */
@NullMarked
package dev.flotilla.cloudconfig.validate;

import org.jspecify.annotations.NullMarked;
